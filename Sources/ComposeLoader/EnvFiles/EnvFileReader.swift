import Diagnostics
import OrderedCollections
import YAMLTree

/// Reads env files and reports problems at the lines where they occur.
struct EnvFileReader {
    let files: any FileAccess
    let log: ProblemLog

    /// The syntax of a file.
    enum Format {
        case compose
        case raw
    }

    /// Returns the variables of a file. Empty if an optional file is missing, or after a problem was reported.
    ///
    /// - Parameters:
    ///   - reference: Where a Compose file refers to the file; nil if the user named it.
    ///   - outer: Looks up variables that take precedence over the file's own where a value uses them.
    ///   - earlier: Looks up the variables of earlier files, as a fallback.
    func read(
        _ file: SourceFile,
        isRequired: Bool,
        format: Format = .compose,
        reference: Node? = nil,
        outer: @escaping (String) -> String?,
        earlier: @escaping (String) -> String? = { _ in nil }
    ) -> OrderedDictionary<String, String> {
        // Compose's convention for "no env file".
        if file.absolute == "/dev/null" { return [:] }
        do {
            let bytes = try files.read(file.absolute, limit: YAMLReader.sizeLimit)
            let text = try TextCheck.text(of: bytes)
            switch format {
            case .raw:
                let parsed = RawEnvFile(text, outer: outer)
                report(parsed.problems, file)
                return parsed.variables
            case .compose: return parse(text, file, outer: outer, earlier: earlier)
            }
        } catch let error as FileAccessError {
            if error.code == .notFound, !isRequired { return [:] }
            // A directory named `.env` belongs to another tool if the user did not name it.
            if error.code == .isDirectory, !isRequired, reference == nil { return [:] }
            report(error, file, reference)
        } catch let problem as TextCheck.Problem {
            let place = SourceLocation(file: file.display, line: problem.line, column: problem.column)
            log.report(problem.code, problem.message, at: place, hint: problem.hint)
        } catch {
            // Nothing else is thrown above.
        }
        return [:]
    }

    private func parse(
        _ text: ArraySlice<UInt8>,
        _ file: SourceFile,
        outer: @escaping (String) -> String?,
        earlier: @escaping (String) -> String?
    ) -> OrderedDictionary<String, String> {
        var parser = EnvFileParser(text, outer: outer, earlier: earlier)
        parser.parse()
        report(parser.problems, file)
        let isShown = mayQuote(file)
        for unset in parser.unset {
            let place = SourceLocation(file: file.display, line: unset.line, column: unset.column)
            let message = isShown ? unset.message : "a variable is not set; using an empty value"
            log.warnOnce(unset.code, message, at: Span(place, length: unset.length), note: "also used here")
        }
        return parser.variables
    }

    private func report(_ problems: [EnvFileParser.Problem], _ file: SourceFile) {
        for problem in problems {
            let place = SourceLocation(file: file.display, line: problem.line, column: problem.column)
            // The other problems are those of expanding a value.
            let isShown = problem.code == "bad-env-line" || mayQuote(file)
            let message = isShown ? problem.message : "the value cannot be expanded"
            log.report(problem.code, message, at: place, length: problem.length, hint: problem.hint)
        }
    }

    /// Whether messages may quote the file. A pipe holds secrets, and a `$` in one looks like a variable.
    private func mayQuote(_ file: SourceFile) -> Bool {
        !files.isPiped(file.absolute)
    }

    private func report(_ error: FileAccessError, _ file: SourceFile, _ reference: Node?) {
        let (code, message) = error.described(name: file.display.quoted(upTo: 300), limit: YAMLReader.sizeLimit)
        let place = reference?.location ?? SourceLocation(file: file.display, line: 1, column: 1)
        let hint = error.code == .notFound && reference != nil ? "write 'required: false' if the file is optional" : nil
        log.report(code, message, at: place, length: reference?.length ?? 1, hint: hint)
    }
}
