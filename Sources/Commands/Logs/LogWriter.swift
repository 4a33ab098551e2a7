import ControlAPI
import LogAnalysis
import StackHost

/// Writes log lines as text or JSON, to standard output or to a file.
struct LogWriter {
    private enum Form {
        case text(LogPrinter)
        case json(LogJSON)
    }

    let sink: ByteSink
    private var form: Form
    /// The output file; nil for standard output.
    private let path: String?
    private var lines = 0

    /// - Parameter known: the services of the stack.
    init(_ command: LogsCommand, known: [String]) throws {
        let services = command.services.isEmpty ? known : command.services
        path = command.outputFile
        sink = try command.outputFile.map { path throws(CommandFailure) in try .file(path) } ?? .standardOutput
        guard !command.json else {
            form = .json(LogJSON())
            return
        }
        let terminal = Terminal.standardOutput
        let isTerminal = terminal.isTerminal && path == nil
        var printer = LogPrinter(
            services: services,
            isTerminal: isTerminal,
            hasColor: terminal.hasColor && path == nil && !command.noColor
        )
        printer.isRaw = command.raw
        printer.usesASCII = terminal.usesASCII && path == nil
        // Output piped through a filter such as grep may still reach a terminal.
        printer.dropsColors = command.noColor || !printer.hasColor && !command.raw
        printer.showsNames = !command.noLogPrefix && (path == nil || services.count > 1)
        printer.showsTimes = command.timestamps
        printer.separatesGroups = command.options.context > 0
        if printer.hasColor, !command.options.invert, let pattern = try command.options.filter(now: 0).pattern {
            printer.highlight = try? PatternMatcher(pattern)
        }
        form = .text(printer)
    }

    /// Writes the lines of a batch.
    /// - Parameter areWanted: which lines to write; nil for all.
    mutating func write(_ batch: PackedLogBatch, _ areWanted: [Bool]? = nil) throws(CommandFailure) {
        do throws(CommandFailure) {
            switch form {
            case .text(var printer):
                form = .json(LogJSON())
                try sink.write(printer.render(batch, areWanted))
                form = .text(printer)
            case .json(var json):
                try sink.write(json.render(batch, areWanted))
                form = .json(json)
            }
        } catch {
            guard path != nil else { throw error }
            throw error.noting("\(lines) lines were written before")
        }
        lines += areWanted?.count { $0 } ?? batch.count
    }

    /// Closes the file and reports the number of lines.
    func finish() throws(CommandFailure) {
        guard let path else { return }
        try sink.finish()
        Terminal.standardError.write("\(lines) \(lines == 1 ? "line" : "lines") written to \(path)\n")
    }
}

extension CommandFailure {
    /// Returns the failure with a note appended to its message.
    fileprivate func noting(_ text: String) -> CommandFailure {
        var failure = self
        failure.message += "; \(text)"
        return failure
    }
}
