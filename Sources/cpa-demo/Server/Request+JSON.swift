import Hummingbird
import NIOCore

extension Request {
    /// Returns the value of a JSON body.
    ///
    /// - Parameter limit: The maximum size of the body in bytes.
    /// - Throws: ``RequestProblem`` if the body is too large or not the JSON of a value.
    func json<Value: Decodable>(_ type: Value.Type, upTo limit: Int) async throws -> Value {
        let bytes = try await bytes(upTo: limit)
        do {
            return try JSONCoding.decode(type, from: bytes.readableBytesView)
        } catch let error as DecodingError {
            throw RequestProblem(status: .badRequest, message: Self.message(error))
        }
    }

    /// Returns the body.
    ///
    /// - Parameter limit: The maximum size of the body in bytes.
    /// - Throws: ``RequestProblem`` if the body is too large.
    func bytes(upTo limit: Int) async throws -> ByteBuffer {
        do {
            return try await body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw RequestProblem(status: .contentTooLarge, message: "the body must not exceed \(limit) bytes")
        }
    }

    /// Names the field, but none of the body's values: one may be a password.
    private static func message(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "\(key.stringValue) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            context.codingPath.last.map { "\($0.stringValue) has the wrong type" } ?? "the body is not a JSON object"
        case .dataCorrupted: "the body is not valid JSON"
        @unknown default: "the body is not valid JSON"
        }
    }
}
