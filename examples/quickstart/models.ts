/** Countries and what belongs to them: a one-to-many, two many-to-many, and a many-to-many of a class with itself. */
import { column, declarativeBase, foreignKey, many, one, t, table } from "@cupel/orm";

export const Base = declarativeBase();

export class Country extends Base.table("countries", {
  code: column(t.string(3), { primaryKey: true }),
  name: column(t.string(100), { unique: true }),
  region: column(t.string(20), { index: true }),
  area: column(t.float(), { nullable: true }), // km²; unknown for one
  get capitals() {
    return many(Capital, { backPopulates: "country", cascade: "all, delete-orphan" });
  },
  get languages() {
    return many(Language, { secondary: countryLanguages, backPopulates: "countries" });
  },
  get currencies() {
    return many(Currency, { secondary: countryCurrencies, backPopulates: "countries" });
  },
  get neighbours() {
    return many(Country, {
      secondary: borders,
      primaryJoin: borders.c.countryCode.eq(Country.c.code),
      secondaryJoin: borders.c.neighbourCode.eq(Country.c.code),
    });
  },
}) {}

export class Capital extends Base.table("capitals", {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(100)),
  get countryCode() {
    return foreignKey(Country.c.code, { onDelete: "CASCADE" });
  },
  get country() {
    return one(Country, { backPopulates: "capitals" });
  },
}) {}

export class Language extends Base.table("languages", {
  code: column(t.string(3), { primaryKey: true }),
  name: column(t.string(60)),
  get countries() {
    return many(Country, { secondary: countryLanguages, backPopulates: "languages" });
  },
}) {}

export class Currency extends Base.table("currencies", {
  code: column(t.string(3), { primaryKey: true }),
  name: column(t.string(60)),
  get countries() {
    return many(Country, { secondary: countryCurrencies, backPopulates: "currencies" });
  },
}) {}

const key = (references: string) => column(t.string(3), { primaryKey: true, references, onDelete: "CASCADE" });
export const countryLanguages = table("country_languages", Base.metadata, {
  countryCode: key("countries.code"),
  languageCode: key("languages.code"),
});
export const countryCurrencies = table("country_currencies", Base.metadata, {
  countryCode: key("countries.code"),
  currencyCode: key("currencies.code"),
});
export const borders = table("borders", Base.metadata, { countryCode: key("countries.code"), neighbourCode: key("countries.code") });
