// Each account and region: every day's sum and its largest 5-minute slot, with DuckDB.
//
//     node peer_duckdb.mjs BOOK OUT.csv        finds @duckdb/node-api through NODE_PATH
import { createRequire } from "node:module";
const { DuckDBInstance } = createRequire(process.env.NODE_PATH + "/")("@duckdb/node-api");

const [book, out] = process.argv.slice(2);
const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
const connection = await instance.connect();
// The types are given, so that nothing is spent on guessing them.
await connection.run(`
    copy (
        with slots as (
            select account_id, region, time, sum(quantity) as bytes
            from read_csv('${book}/usage/*.csv', header = true, auto_detect = false, delim = ',',
                columns = {'time': 'TIMESTAMP', 'account_id': 'VARCHAR', 'meter': 'VARCHAR',
                    'region': 'VARCHAR', 'quantity': 'BIGINT', 'unit': 'VARCHAR',
                    'resource': 'VARCHAR', 'app_id': 'VARCHAR'})
            group by all)
        select account_id, region, date_trunc('day', time) as day, sum(bytes), max(bytes)
        from slots group by 1, 2, 3 order by 1, 2, 3)
    to '${out}' (header true)`);
const version = await connection.runAndReadAll("select version()");
console.log("DuckDB " + version.getRows()[0][0] + ", node-api, 2 threads");
