import Foundations
import Hummingbird
import Logging

/// The API's routes for the contents of documents.
struct DocumentRoutes: Sendable {
    static let path = "/api/v1/firms/{slug}/documents/{id}/content"

    /// nil if not configured.
    let reader: DocumentReader?

    func add(to router: Router<DemoContext>) {
        router.get("/api/v1/firms/:slug/documents/:id/content") { _, context in
            let content: DocumentReader.Content
            do throws(DocumentReader.Failure) {
                guard let reader else { throw .firm(.unavailable("DATABASE_URL is not set or not a URL")) }
                let id = context.parameters.get("id") ?? ""
                content = try await reader.content(of: id, firm: context.parameters.get("slug") ?? "")
            } catch {
                let (status, message) = Self.problem(error)
                if status == .serviceUnavailable {
                    context.logger.warning("a document cannot be read", metadata: ["error": "\(message)"])
                }
                return try JSONCoding.response(APIProblem(error: message), status: status)
            }
            return Self.response(content)
        }
    }

    private static func problem(_ failure: DocumentReader.Failure) -> (HTTPResponse.Status, String) {
        switch failure {
        case .firm(let failure): (failure.problem.status, failure.problem.message)
        case .unknownDocument(let id): (.notFound, "there is no document \(id)")
        case .withheld(let reason): (.conflict, reason)
        case .unavailable(let message): (.serviceUnavailable, "the document cannot be read: \(message)")
        }
    }

    private static func response(_ content: DocumentReader.Content) -> Response {
        // Untrusted content: always a download, so that it is never rendered under this origin.
        Response(
            status: .ok,
            headers: [
                .contentType: content.row.contentType,
                .contentDisposition: "attachment; filename*=UTF-8''\(PercentEncoding.encode(content.row.fileName))",
                .xContentTypeOptions: "nosniff",
                .cacheControl: "no-store",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: content.bytes))
        )
    }
}
