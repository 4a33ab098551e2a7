package import Diagnostics

/// Reads a YAML file into a tree of nodes, or reports why it cannot.
package struct YAMLReader {
    /// The largest accepted file size in bytes. Larger files are not read.
    package static let sizeLimit = 8 * 1024 * 1024

    package let files: any FileAccess
    package let log: ProblemLog

    package init(files: any FileAccess, log: ProblemLog) {
        self.files = files
        self.log = log
    }

    /// Returns the tree of a file's only document, or nil after reporting the reason.
    ///
    /// - Parameter reference: Where another file refers to this one; nil for a file that the user named.
    package func read(_ file: SourceFile, reference: Node? = nil) -> Node? {
        documents(of: file, reference: reference, isAlone: true)?.first
    }

    /// Returns the trees of a file's documents, or nil after reporting the reason.
    ///
    /// - Parameter mayBeEmpty: Whether the file may have no document at all, as one with nothing but comments.
    package func documents(
        of file: SourceFile,
        reference: Node? = nil,
        isAlone: Bool = false,
        mayBeEmpty: Bool = false
    ) -> [Node]? {
        let bytes: [UInt8]
        do {
            bytes = try files.read(file.absolute, limit: Self.sizeLimit)
        } catch {
            report(error, file, reference)
            return nil
        }
        do {
            let text = try TextCheck.text(of: bytes)
            var composer = NodeComposer(text: text, file: file.display, log: log)
            let roots = try composer.compose(isAlone: isAlone)
            if !roots.isEmpty || mayBeEmpty && !composer.hasDocuments { return roots }
            log.report("empty-file", "the file is empty", at: place(file))
        } catch let problem as TextCheck.Problem {
            let place = SourceLocation(file: file.display, line: problem.line, column: problem.column)
            log.report(problem.code, problem.message, at: place, hint: problem.hint)
        } catch {
            // The composer has already reported it.
        }
        return nil
    }

    private func report(_ error: FileAccessError, _ file: SourceFile, _ reference: Node?) {
        let name = file.display.quoted(upTo: 300)
        let (code, message) = error.described(name: name, limit: Self.sizeLimit)
        // The error is placed at the reference, if there is one, else at the start of the file.
        let location = reference?.location ?? place(file)
        log.report(.error, code, message, at: location, length: reference?.length ?? 1)
    }

    private func place(_ file: SourceFile) -> SourceLocation {
        SourceLocation(file: file.display, line: 1, column: 1)
    }
}

extension ProblemLog {
    package func report(
        _ code: Diagnostic.Code,
        _ message: String,
        at place: SourceLocation,
        length: Int = 1,
        hint: String? = nil
    ) {
        report(.error, code, message, at: place, length: length, hint: hint)
    }
}

extension FileAccessError {
    /// Returns a diagnostic code and a message.
    package func described(name: String, limit: Int) -> (Diagnostic.Code, String) {
        switch code {
        case .notFound: ("file-not-found", "there is no file \(name)")
        case .isDirectory: ("is-a-directory", "\(name) is a directory, not a file")
        case .notRegular: ("not-a-file", "\(name) is not a regular file")
        case .isTerminal: ("not-a-file", "\(name) is a terminal; send the file through a pipe")
        case .pipeTimeout(let seconds):
            ("silent-pipe", "\(name) is a pipe whose writer did not finish within \(seconds) s")
        case .permissionDenied: ("permission-denied", "\(name) cannot be read: permission denied")
        case .tooLarge(let size):
            ("file-too-large", "\(name) has \(size) bytes; the limit is \(limit / 1024 / 1024) MiB")
        case .projectTooLarge(let limit):
            ("file-too-large", "the project's files are larger than \(limit / 1024 / 1024) MiB in total")
        case .unreadable: ("unreadable-file", "\(name) cannot be read: \(message)")
        }
    }
}
