import ControlAPI
import FoundationEssentials
import Synchronization
import YAMLTree

/// What commands read from pipes and handed to the supervisor, which loads the same files.
final class HandedInputs: Sendable {
    private struct State {
        /// Of pipes that no other process will ever have, until another command hands over new ones.
        var lasting: [String: [UInt8]] = [:]
        /// Of FIFOs with a name. The next load takes what the command took out of them; later ones read for themselves.
        var next: [String: [UInt8]] = [:]
    }

    private let state = Mutex(State())

    init(_ inputs: [PipedInput] = []) { take(inputs) }

    /// Takes over what a command read.
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

    /// The files for one load of the project.
    func files() -> InputFiles {
        state.withLock { state in
            defer { state.next = [:] }
            return InputFiles(state.lasting.merging(state.next) { $1 })
        }
    }
}

extension InputFiles {
    /// What was read from pipes, to be handed on.
    var handedOn: [PipedInput] {
        piped.sorted { $0.key < $1.key }.map { PipedInput(path: $0.key, content: Data($0.value)) }
    }
}
