import { column, foreignKey, many, one, t } from "@cupel/orm";
import { Base } from "./base.js";

export class Employee extends Base.table("employees", {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(100)),
  get managerId() { return foreignKey(Employee.c.id, { nullable: true }); },
  get manager() { return one(Employee, { nullable: true, remoteSide: Employee.c.id, backPopulates: "subordinates" }); },
  get subordinates() { return many(Employee, { backPopulates: "manager" }); },
}) {}
