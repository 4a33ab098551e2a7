import ArgumentParser
import ControlAPI
import FoundationEssentials

/// The commands with their options and arguments, as the parser describes itself.
struct CommandTree: Decodable {
    var command: Command

    struct Command: Decodable {
        var commandName: String
        var shouldDisplay: Bool
        var abstract: String?
        /// The subcommand that is meant where none is named.
        var defaultSubcommand: String?
        var subcommands: [Command]?
        var arguments: [Argument]?
    }

    struct Argument: Decodable {
        enum Kind: String, Decodable {
            case positional
            case option
            case flag
        }

        struct Name: Decodable {
            enum Kind: String, Decodable {
                case long
                case short
                case longWithSingleDash
            }

            var kind: Kind
            var name: String

            /// As it is typed.
            var text: String { (kind == .long ? "--" : "-") + name }
        }

        var kind: Kind
        var shouldDisplay: Bool
        var isRepeating: Bool
        var names: [Name]?
        var valueName: String?
        var abstract: String?
        /// The values of a choice; nil for any other.
        var allValues: [String]?

        /// Its name without dashes, that of the value for an argument by its place.
        var label: String { names?.first { $0.kind == .long }?.name ?? names?.first?.name ?? valueName ?? "" }
    }

    /// nil where the parser describes itself in a way that cannot be read.
    static func ofProgram() -> CommandTree? {
        try? JSONDecoder().decode(CommandTree.self, from: Data(CPADev._dumpHelp().utf8))
    }
}

extension CommandTree.Command {
    func subcommand(_ name: String) -> CommandTree.Command? { subcommands?.first { $0.commandName == name } }

    /// What it takes, that of its default subcommand included.
    var allArguments: [CommandTree.Argument] {
        (arguments ?? []) + (defaultSubcommand.flatMap(subcommand)?.arguments ?? [])
    }

    func option(_ word: String) -> CommandTree.Argument? {
        allArguments.first { $0.names?.contains { $0.text == word } ?? false }
    }
}
