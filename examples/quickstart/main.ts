/** Loads 250 countries through one session and asks five questions. `--echo` shows the SQL. */
import { parseArgs } from "node:util";
import countries from "world-countries";
import "@cupel/dialect-sqlite";
import { createEngine, func, joinedLoad, literal, select, selectInLoad, sessionMaker } from "@cupel/orm";
import { Base, borders, Capital, Country, Currency, Language } from "./models.js";
import { print } from "./print.js";

const { values: options } = parseArgs({ options: { echo: { type: "boolean", default: false } } });
const engine = createEngine("sqlite:///countries.db", { echo: options.echo });
const createSession = sessionMaker(engine);
await Base.metadata.dropAll(engine);
await Base.metadata.createAll(engine);

// One unit of work: the objects are wired together in memory, and the flush finds the order of the inserts.
await createSession.begin(async (session) => {
  const languages = new Map<string, Language>();
  const currencies = new Map<string, Currency>();
  const byCode = new Map<string, Country>();
  const once = <V>(map: Map<string, V>, code: string, make: () => V): V => map.get(code) ?? (map.set(code, make()), map.get(code)!);
  for (const each of countries) {
    const country = new Country({
      code: each.cca3,
      name: each.name.common,
      region: each.region,
      area: each.area > 0 ? each.area : null,
      capitals: each.capital.filter(Boolean).map((name) => new Capital({ name })),
      languages: Object.entries(each.languages).map(([code, name]) => once(languages, code, () => new Language({ code, name }))),
      currencies: Object.entries(each.currencies).map(([code, { name }]) => once(currencies, code, () => new Currency({ code, name }))),
    });
    byCode.set(country.code, session.add(country));
  }
  for (const each of countries) byCode.get(each.cca3)!.neighbours.push(...each.borders.map((code) => byCode.get(code)!));
  await session.flush();
  console.log(`Stored ${byCode.size} countries, ${languages.size} languages and ${currencies.size} currencies.`);
});

const session = createSession();
const names = (of: readonly { name: string }[]) => of.map((each) => each.name).join(", ");

// 1. A subquery that counts, joined to the entity; the neighbours themselves come by one more SELECT for all ten.
const counts = select(borders.c.countryCode, func.count().as("n")).groupBy(borders.c.countryCode).subquery("counts");
const most = select(Country, counts.c.n)
  .join(counts, counts.c.countryCode.eq(Country.c.code))
  .orderBy(counts.c.n.desc(), Country.c.name)
  .limit(10)
  .options(selectInLoad(Country.c.neighbours));
const crowded = (await session.execute(most)).all();
print(
  "The ten countries with most neighbours",
  crowded.map(([country, neighbours]) => ({ country: country.name, neighbours, some: names(country.neighbours.slice(0, 4)) })),
);

// 2. An aggregate over a many-to-many.
const spoken = select(Language.c.name.as("language"), func.count(Country.c.code).as("countries"))
  .join(Language.c.countries)
  .groupBy(Language.c.code, Language.c.name)
  .orderBy(func.count(Country.c.code).desc(), Language.c.name)
  .limit(8);
print("Languages spoken in most countries", await session.execute(spoken).mappings().all());

// 3. A recursive CTE: from Switzerland over at most two borders.
const start = select(borders.c.neighbourCode.as("code"), literal(1).as("steps"))
  .where(borders.c.countryCode.eq("CHE"))
  .cte("reach", { recursive: true });
const reach = start.union(
  select(borders.c.neighbourCode, start.c.steps.add(1)).join(start, start.c.code.eq(borders.c.countryCode)).where(start.c.steps.lt(2)),
);
const reachable = select(Country.c.name.as("country"), func.min(reach.c.steps).as("borders"))
  .join(reach, reach.c.code.eq(Country.c.code))
  .where(Country.c.code.ne("CHE"))
  .groupBy(Country.c.name)
  .orderBy("borders", "country");
print("Within two borders of Switzerland", await session.execute(reachable).mappings().all());

// 4. A window function, filtered from outside; the capitals come with the same SELECT.
const rank = func.rank().over({ partitionBy: Country.c.region, orderBy: Country.c.area.desc() });
const ranked = select(Country.c.code, rank.as("place")).where(Country.c.area.isNotNull()).subquery("ranked");
const largest = select(Country, ranked.c.place)
  .join(ranked, ranked.c.code.eq(Country.c.code))
  .where(ranked.c.place.lte(2))
  .options(joinedLoad(Country.c.capitals))
  .orderBy(Country.c.region, ranked.c.place);
print(
  "The two largest countries of each region",
  (await session.execute(largest).unique().all()).map(([{ region, name: country, area, capitals }, place]) => {
    return { region, place, country, "km²": area, capital: names(capitals) };
  }),
);

// 5. An edit that is rolled back: the database forgets it, and so does the object.
const named = () => session.scalar(select(func.count()).selectFrom(Country).where(Country.c.name.eq("Helvetia")));
const switzerland = await session.getOne(Country, "CHE");
switzerland.name = "Helvetia";
const during = { moment: "before the rollback", object: switzerland.name, rows: await named() };
await session.rollback();
print("An edit in a transaction that is rolled back", [
  during,
  { moment: "after the rollback", object: switzerland.name, rows: await named() },
]);

await session.close();
await engine.dispose();
