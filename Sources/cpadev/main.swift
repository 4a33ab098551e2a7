import Commands

await CPADev.run(arguments: Array(CommandLine.arguments.dropFirst()))
