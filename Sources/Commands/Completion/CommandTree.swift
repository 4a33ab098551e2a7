import ArgumentParser
import ControlAPI
import FoundationEssentials

/// The command tree with its options and arguments, decoded from ArgumentParser's help dump.
struct CommandTree: Decodable {
    var command: Command

    struct Command: Decodable {
        var commandName: String
        var shouldDisplay: Bool
        var abstract: String?
        /// The subcommand used if none is named.
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

            var text: String { (kind == .long ? "--" : "-") + name }
        }

        var kind: Kind
        var shouldDisplay: Bool
        var isRepeating: Bool
        var names: [Name]?
        var valueName: String?
        var abstract: String?
        /// The allowed values of an enumerated option; nil for any other.
        var allValues: [String]?

        /// The long name without dashes; the value name for a positional argument.
        var label: String { names?.first { $0.kind == .long }?.name ?? names?.first?.name ?? valueName ?? "" }
    }

    /// The tree of this program; nil if the help dump cannot be decoded.
    static func ofProgram() -> CommandTree? {
        try? JSONDecoder().decode(CommandTree.self, from: Data(CPADev._dumpHelp().utf8))
    }
}

extension CommandTree.Command {
    func subcommand(_ name: String) -> CommandTree.Command? { subcommands?.first { $0.commandName == name } }

    var allArguments: [CommandTree.Argument] {
        (arguments ?? []) + (defaultSubcommand.flatMap(subcommand)?.arguments ?? [])
    }

    func option(_ word: String) -> CommandTree.Argument? {
        allArguments.first { $0.names?.contains { $0.text == word } ?? false }
    }
}
