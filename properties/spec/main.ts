import { MODELS, REFINEMENTS } from "@holdfast/spec";
import { checkAll } from "./check-all.ts";
import { checkSimulated, checkTraced } from "./check-links.ts";
import { checkModule, checkRefinement } from "./check-module.ts";
import { named } from "./named.ts";

const [kind, name] = process.argv.slice(2);
switch (kind) {
  case undefined:
    process.exitCode = (await checkAll()) ? 0 : 1;
    break;
  // What `checkAll` starts in processes of their own; each prints its report as JSON.
  case "module":
    console.log(JSON.stringify(await checkModule(named(MODELS, name))));
    break;
  case "refinement":
    console.log(JSON.stringify(checkRefinement(named(REFINEMENTS, name))));
    break;
  case "simulated":
    console.log(JSON.stringify(await checkSimulated()));
    break;
  case "traced":
    console.log(JSON.stringify(await checkTraced()));
    break;
  default:
    throw new Error(`there is nothing of the kind ${kind} to check`);
}
