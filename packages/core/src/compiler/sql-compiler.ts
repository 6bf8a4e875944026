/**
 * The compiler of statements: one chain of classes, cut by what they write (`compiler-base`: parameters and names, then expressions,
 * functions, FROM, SELECT, DML). A dialect's compiler extends this one and overrides the methods of what its database does differently.
 */
import { DmlCompiler } from "./dml-compiler.js";

export class SqlCompiler extends DmlCompiler {}
