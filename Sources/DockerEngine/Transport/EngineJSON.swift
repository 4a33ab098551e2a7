import FoundationEssentials

/// JSON in the engine's conventions.
enum EngineJSON {
    /// Decodes a response. Throws `malformedResponse`, naming what was expected.
    static func decode<Value: Decodable>(
        _ type: Value.Type,
        from bytes: some Collection<UInt8>
    ) throws(EngineError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw EngineError(
                .malformedResponse,
                "the engine's response does not match the API (\(Self.reason(of: error)))",
                remedy: "check that a Docker Engine or Podman listens at the address"
            )
        }
    }

    /// Encodes with sorted keys, so that equal values produce equal bytes.
    static func encode(_ value: some Encodable) throws(EngineError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return [UInt8](try encoder.encode(value))
        } catch {
            throw EngineError(.badRequest, "the request cannot be written as JSON: \(error)")
        }
    }

    private static func reason(of error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        switch error {
        case .keyNotFound(let key, let context): return "no '\(key.stringValue)' at \(path(context))"
        case .typeMismatch(let type, let context): return "no \(type) at \(path(context))"
        case .valueNotFound(let type, let context): return "null, not \(type), at \(path(context))"
        case .dataCorrupted: return "invalid JSON"
        @unknown default: return "\(error)"
        }
    }

    private static func path(_ context: DecodingError.Context) -> String {
        let path = context.codingPath.map(\.stringValue).joined(separator: ".")
        return path.isEmpty ? "the top" : path
    }
}
