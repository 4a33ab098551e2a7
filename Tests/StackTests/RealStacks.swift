import Testing

/// What the built program does on this machine: real files, processes, ports and terminals.
///
/// One test after the other. Each has a folder of its own for the project, its state and its socket, ports that were
/// free a moment before, and ends by taking its stack down and looking for what is left.
@Suite(.serialized) struct RealStacks {}
