import FoundationEssentials
import Hummingbird

/// The API's route for uploads. It hashes a document and stores nothing, so that the firm's data does not drift from its
/// seed.
struct UploadRoutes: Sendable {
    static let path = "/api/v1/documents"

    private static let bodyLimit = 1 << 20
    private static let nameLengths = 1...255

    let counters: BackendCounters
    /// Finds the firm with a slug.
    let firm: @Sendable (_ slug: String) async throws(FirmFailure) -> Firm.Entry

    func add(to router: Router<DemoContext>) {
        router.post("\(Self.path)") { request, _ in
            let upload = try await request.json(UploadRequest.self, upTo: Self.bodyLimit)
            let bytes: Data
            do throws(Problem) { bytes = try Self.content(of: upload) } catch {
                throw RequestProblem(status: .badRequest, message: error.message)
            }
            let firm: Firm.Entry
            do throws(FirmFailure) { firm = try await self.firm(upload.firm) } catch { throw error.problem }
            counters.add(.documentProcessed)
            return try JSONCoding.response(
                UploadAnswer(firm: firm, name: upload.name, byteSize: bytes.count, sha256: AWSSigner.hash(bytes))
            )
        }
    }

    /// Returns the bytes of a valid upload.
    static func content(of upload: UploadRequest) throws(Problem) -> Data {
        guard nameLengths.contains(upload.name.utf8.count), upload.name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { throw Problem(message: "name must be a file name of \(nameLengths.upperBound) bytes at most") }
        switch upload.encoding {
        case .text, nil: return Data(upload.content.utf8)
        case .base64:
            guard let bytes = Data(base64Encoded: upload.content) else {
                throw Problem(message: "content is not valid base64")
            }
            return bytes
        }
    }
}
