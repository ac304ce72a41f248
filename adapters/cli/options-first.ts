/**
 * The command line with what begins with a dash moved before what does not, as the parser wants
 * it: people write `holdfast simulate ./file.ts --seeds 10`. Every option but these takes a value.
 */
const FLAGS = new Set(["--help", "-h", "--version", "--wizard", "--no-refine"]);

export function optionsFirst(argv: readonly string[]): readonly string[] {
  const [node = "", script = "", command, ...rest] = argv;
  if (command === undefined || command.startsWith("-")) return argv;
  const options: string[] = [];
  const others: string[] = [];
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i] ?? "";
    if (!word.startsWith("-")) {
      others.push(word);
      continue;
    }
    options.push(word);
    const value = rest[i + 1];
    if (FLAGS.has(word) || word.includes("=") || value === undefined) continue;
    options.push(value);
    i++;
  }
  return [node, script, command, ...options, ...others];
}
