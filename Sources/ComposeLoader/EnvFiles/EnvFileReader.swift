import Diagnostics
import OrderedCollections
import YAMLTree

/// Reads env files and reports what is wrong with them at their own lines.
struct EnvFileReader {
    let files: any FileAccess
    let log: ProblemLog

    /// How the values of a file are written.
    enum Format {
        case compose
        case raw
    }

    /// What a file sets; empty where it may be missing and is, or after the reason was reported.
    ///
    /// - Parameters:
    ///   - reference: where a Compose file names it; nil where the user did.
    ///   - outer: variables that win over the file's own where a value uses them.
    ///   - earlier: what files before this one set: it counts where nothing nearer is.
    func read(
        _ file: SourceFile,
        isRequired: Bool,
        format: Format = .compose,
        reference: Node? = nil,
        outer: @escaping (String) -> String?,
        earlier: @escaping (String) -> String? = { _ in nil }
    ) -> OrderedDictionary<String, String> {
        // Compose's own way to say "no env file".
        if file.absolute == "/dev/null" { return [:] }
        do {
            let bytes = try files.read(file.absolute, limit: YAMLReader.sizeLimit)
            let text = try TextCheck.text(of: bytes)
            switch format {
            case .raw: return RawEnvFile.parse(text, outer: outer)
            case .compose: return parse(text, file, outer: outer, earlier: earlier)
            }
        } catch let error as FileAccessError {
            if error.code == .notFound, !isRequired { return [:] }
            // A directory `.env` is some other tool's; nobody named it.
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
        for problem in parser.problems {
            let place = SourceLocation(file: file.display, line: problem.line, column: problem.column)
            log.report(problem.code, problem.message, at: place, length: problem.length, hint: problem.hint)
        }
        for unset in parser.unset {
            let place = SourceLocation(file: file.display, line: unset.line, column: unset.column)
            log.warnOnce(unset.code, unset.message, at: place, length: unset.length, note: "it is used here too")
        }
        return parser.variables
    }

    private func report(_ error: FileAccessError, _ file: SourceFile, _ reference: Node?) {
        let (code, message) = error.described(name: file.display.quoted(upTo: 300), limit: YAMLReader.sizeLimit)
        let place = reference?.location ?? SourceLocation(file: file.display, line: 1, column: 1)
        let hint = error.code == .notFound && reference != nil ? "write 'required: false' where it may be missing" : nil
        log.report(code, message, at: place, length: reference?.length ?? 1, hint: hint)
    }
}
