package import ControlAPI
import FoundationEssentials
import Synchronization
package import YAMLTree

/// The contents of pipes that commands read for the supervisor, which loads the same files.
package final class PipedInputStore: Sendable {
    private struct State {
        /// Contents of pipes that only the command can read, kept until another command replaces them.
        var lasting: [String: [UInt8]] = [:]
        /// Contents of named FIFOs that the command consumed, for the next load. Later loads read the FIFO themselves.
        var next: [String: [UInt8]] = [:]
    }

    private let state = Mutex(State())

    package init(_ inputs: [PipedInput] = []) { take(inputs) }

    func take(_ inputs: [PipedInput]) {
        state.withLock { state in
            for input in inputs {
                if InputFiles.isOwnDescriptor(input.path) {
                    state.lasting[input.path] = Array(input.content)
                } else {
                    state.next[input.path] = Array(input.content)
                }
            }
        }
    }

    /// The file access for one load of the project.
    func files() -> InputFiles {
        state.withLock { state in
            defer { state.next = [:] }
            return InputFiles(state.lasting.merging(state.next) { $1 })
        }
    }
}

extension InputFiles {
    /// The contents read from pipes, for the supervisor.
    package var pipedInputsRead: [PipedInput] {
        piped.sorted { $0.key < $1.key }.map { PipedInput(path: $0.key, content: Data($0.value)) }
    }
}
