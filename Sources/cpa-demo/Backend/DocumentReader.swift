import FoundationEssentials

/// Reads the contents of documents that the virus scanner found clean. Withholds all others.
struct DocumentReader: Sendable {
    /// The reason why a document is not available.
    enum Failure: Error {
        case firm(FirmFailure)
        case unknownDocument(String)
        /// Infected, or not scanned yet.
        case withheld(String)
        /// S3 or KMS is not available, or the object is not the document.
        case unavailable(String)
    }

    /// The needed columns of a document's row.
    struct Row: Codable, Sendable {
        var fileName: String
        var contentType: String
        var objectKey: String
        var sha256: String
        var scanState: Document.ScanState
    }

    struct Content: Sendable {
        var row: Row
        var bytes: Data
    }

    let firms: FirmReader
    /// nil if not configured.
    let aws: AWSClient?
    let bucket: String

    func content(of id: String, firm slug: String) async throws(Failure) -> Content {
        guard let uuid = UUID(uuidString: id) else { throw .unknownDocument(id) }
        let row = try await row(uuid, slug)
        switch row.scanState {
        case .clean: break
        case .infected: throw .withheld("the virus scanner found something in \(row.fileName)")
        case .pending: throw .withheld("\(row.fileName) has not been scanned yet")
        }
        guard let aws else { throw .unavailable("AWS_ENDPOINT_URL or its credentials are not set") }
        do {
            let document = try SealedDocument(try await aws.object(row.objectKey, bucket: bucket))
            let key = try await aws.unwrap(document.wrappedKey, context: document.context)
            let bytes = try document.opened(with: key)
            guard AWSSigner.hash(bytes) == row.sha256 else {
                throw Problem(message: "the object is not the document that was scanned")
            }
            return Content(row: row, bytes: bytes)
        } catch let problem as Problem {
            throw .unavailable(problem.message)
        } catch {
            throw .unavailable("\(error)")
        }
    }

    private func row(_ id: UUID, _ slug: String) async throws(Failure) -> Row {
        let text = id.uuidString.lowercased()
        let query = "SELECT file_name, content_type, object_key, sha256, scan_state FROM documents WHERE id = $1::uuid"
        let row: Row?
        do throws(FirmFailure) {
            row = try await firms.within(slug) { scope throws(PostgresFailure) in
                try scope.session.items(Row.self, query, [text]).first
            }
        } catch {
            throw .firm(error)
        }
        guard let row else { throw .unknownDocument(text) }
        return row
    }
}
