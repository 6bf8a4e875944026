/** Models as a user writes them. `queries.ts` and the other checks use them. */
import {
  aliased, associationProxy, checkConstraint, column, columnProperty, composite, declarativeBase, deferred, foreignKey, func, hybrid, index, many, one, select, synonym, t, table, uniqueConstraint, remote, and,
} from "@cupel/orm";

export const Base = declarativeBase();

export class User extends Base.table("users", {
  id: column(t.integer(), { primaryKey: true }),
  username: column(t.string(50), { unique: true, index: true }),
  email: column(t.string(100), { unique: true }),
  fullName: column(t.string(100), { nullable: true }),
  isActive: column(t.boolean(), { default: true }),
  loginCount: column(t.integer(), { default: 0 }),
  balance: column(t.numeric(10, 2), { default: "0.00" }),
  createdAt: column(t.dateTime(), { serverDefault: func.now() }),
  updatedAt: column(t.dateTime(), { default: () => new Date(), onUpdate: () => new Date() }),
  bio: deferred(column(t.text(), { nullable: true })),
  get posts() { return many(Post, { backPopulates: "author", cascade: "all, delete-orphan", orderBy: Post.c.createdAt.desc() }); },
  get groups() { return many(Group, { secondary: userGroups, backPopulates: "members" }); },
  get profile() { return one(UserProfile, { nullable: true, backPopulates: "user", cascade: "all, delete-orphan" }); },
  get publishedPosts() { return many(Post, { viewOnly: true, primaryJoin: and(User.c.id.eq(Post.c.userId), Post.c.published.eq(true)) }); },
  get greeting() { return hybrid(User, { get: (user) => `${user.username} <${user.email}>`, expression: (c) => c.username.concat(" ").concat(c.email) }); },
  get postCount() { return columnProperty(select(func.count(Post.c.id)).where(Post.c.userId.eq(User.c.id)).scalarSubquery<number>()); },
  get login() { return synonym(User.c.username); },
  get groupNames() { return associationProxy(User.c.groups, Group.c.name); },
}, {
  get constraints() { return [checkConstraint("balance >= 0", { name: "check_positive_balance" }), checkConstraint(User.c.loginCount.gte(0)), uniqueConstraint(User.c.username, User.c.email), index("idx_username_email", User.c.username, User.c.email.desc())]; },
}) {
  get label() { return `${this.username} <${this.email}> ${this.posts.length} ${this.profile?.user.username ?? ""}`; }
}

export class Post extends Base.table("posts", {
  id: column(t.integer(), { primaryKey: true }),
  title: column(t.string(200)),
  content: column(t.text()),
  published: column(t.boolean(), { default: false }),
  createdAt: column(t.dateTime(), { serverDefault: func.now() }),
  deletedAt: column(t.dateTime(), { nullable: true }),
  get userId() { return foreignKey(User.c.id, { onDelete: "CASCADE" }); },
  get reviewerId() { return foreignKey(User.c.id, { nullable: true }); },
  get author() { return one(User, { backPopulates: "posts", foreignKeys: Post.c.userId }); },
  get reviewer() { return one(User, { nullable: true, foreignKeys: [Post.c.reviewerId] }); },
  get comments() { return many(Comment, { backPopulates: "post", orderBy: Comment.c.id }); },
}) {
  shout(): string { return this.title.toUpperCase() + this.author.label + (this.reviewer?.username ?? ""); }
}

export class Comment extends Base.table("comments", {
  id: column(t.integer(), { primaryKey: true }),
  content: column(t.text()),
  postId: foreignKey(Post.c.id),
  get post() { return one(Post, { backPopulates: "comments" }); },
}) {}

export class Group extends Base.table("groups", {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(50)),
  get members() { return many(User, { secondary: () => userGroups, backPopulates: "groups" }); },
}) {}

export class UserProfile extends Base.table("profiles", {
  userId: foreignKey(User.c.id, { primaryKey: true }),
  get user() { return one(User, { backPopulates: "profile" }); },
}) {}

export const userGroups = table("user_group_association", Base.metadata, {
  userId: column(t.integer(), { name: "user_id", references: "users.id", primaryKey: true }),
  groupId: column(t.integer(), { name: "group_id", references: "groups.id", primaryKey: true }),
});

/** A composite key, and an association object. */
export class UserRole extends Base.table("user_roles", {
  userId: foreignKey(User.c.id, { primaryKey: true }),
  roleId: column(t.integer(), { primaryKey: true, references: "roles.id" }),
  since: column(t.date()),
}) {}

/** A natural key: it must be given. */
export class Country extends Base.table("countries", { code: column(t.string(2), { primaryKey: true }), name: column(t.string()) }) {}

/** Inheritance: joined, single-table, of several levels. */
export class Employee extends Base.table("employees", {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(100)),
  type: column(t.string(50)),
  version: column(t.integer()),
  get managerId() { return foreignKey(Employee.c.id, { nullable: true }); },
  get manager() { return one(Employee, { nullable: true, backPopulates: "subordinates", remoteSide: Employee.c.id }); },
  get subordinates() { return many(Employee, { backPopulates: "manager" }); },
  get chief() { return one(Employee, { nullable: true, viewOnly: true, primaryJoin: remote(Employee.c.id).eq(Employee.c.managerId) }); },
}, { polymorphicOn: "type", versionId: "version", polymorphicIdentity: "employee" }) {
  greet(): string { return "hi " + this.name + (this.manager?.greet() ?? ""); }
}
export class Engineer extends Employee.inherit("engineers", {
  get id() { return foreignKey(Employee.c.id, { primaryKey: true }); },
  engineeringField: column(t.string(100)),
  get machines() { return many(Machine, { backPopulates: "engineer" }); },
}, { polymorphicIdentity: "engineer", get constraints() { return [index("ix", Engineer.c.engineeringField)]; } }) {
  describe() { return this.greet() + this.engineeringField + (this.manager?.subordinates.length ?? 0) + this.machines.length; }
}
export class Manager extends Employee.inherit({ department: column(t.string(100), { nullable: true }) }, { polymorphicIdentity: "manager" }) {
  lead() { return this.department ?? this.greet(); }
}
export class Chief extends Manager.inherit({ budget: column(t.numeric(12, 2), { nullable: true }) }, { polymorphicIdentity: "chief" }) {
  spend() { return this.lead() + (this.budget ?? ""); }
}
export class Intern extends Engineer.inherit("interns", { id: foreignKey(Engineer.c.id, { primaryKey: true }), school: column(t.string()) }, { polymorphicIdentity: "intern" }) {
  study() { return this.describe() + this.school; }
}
export class Machine extends Base.table("machines", {
  id: column(t.integer(), { primaryKey: true }),
  engineerId: foreignKey(Engineer.c.id),
  get engineer() { return one(Engineer, { backPopulates: "machines" }); },
}) {}

Base.register(Engineer, Manager, Chief, Intern);

/** Columns shared through the base, by `with`, and methods shared through a class. */
class Model { touched(): Date { return new Date(); } }
const timestamps = { updatedAt: column(t.dateTime(), { default: () => new Date() }) };
const owned = { ownerId: column(t.integer(), { references: "users.id", nullable: true }), get owner() { return one(User, { nullable: true }); } };
const AuditBase = declarativeBase({ columns: { createdAt: column(t.dateTime(), { default: () => new Date() }) }, class: Model, columnNaming: "snake_case" });
export class Document extends AuditBase.with(timestamps).with(owned).table("documents", {
  id: column(t.integer(), { primaryKey: true }), title: column(t.string()),
}, { get constraints() { return [index("ix_created", Document.c.createdAt, Document.c.updatedAt, Document.c.title)]; } }) {}

/** Types and conversions. */
export class Decimal { readonly value: string; constructor(value: string | number) { this.value = String(value); } plus(other: Decimal): Decimal { return other; } }
export class PlainDate { readonly year: number = 0; private constructor(year: number, month: number, day: number) { void [year, month, day]; } static from(text: string | { year: number }): PlainDate { return new PlainDate(text === "" ? 0 : 1, 1, 1); } }
export const Color = { Red: "red", Green: "green" } as const;
export class Point { readonly x: number; readonly y: number; constructor(x: number, y: number) { this.x = x; this.y = y; } }
declare const prefsSchema: import("@cupel/orm").StandardSchema<{ theme: "dark" | "light" }>;
export class Thing extends Base.table("things", {
  id: column(t.uuid(), { primaryKey: true, default: () => "00000000-0000-0000-0000-000000000000" }),
  price: column(t.numeric(10, 2)),
  priceNumber: column(t.numeric(10, 2, { as: Number })),
  priceDecimal: column(t.numeric(10, 2, { as: Decimal }), { nullable: true }),
  total: column(t.bigInteger()),
  totalNumber: column(t.bigInteger({ as: Number })),
  day: column(t.date()),
  dayPlain: column(t.date({ as: PlainDate })),
  dayDate: column(t.date({ as: Date })),
  dayLength: column(t.date({ as: (text: string) => text.length })),
  size: column(t.enum(["small", "large"]), { default: "small" }),
  color: column(t.enum(Color), { nullable: true }),
  prefs: column(t.json<{ theme: "dark" | "light" }>(), { nullable: true }),
  checkedPrefs: column(t.json(prefsSchema)),
  tags: column(t.array(t.integer()), { default: () => [] }),
  x: column(t.integer()), y: column(t.integer()),
  get at() { return composite(Point, Thing.c.x, Thing.c.y); },
}) {}

export const Boss = aliased(Employee, "boss");
