import FoundationEssentials

/// JSON in the engine's conventions. A property's key is its name with a capital first letter. A type whose keys differ
/// lists them as `CodingKeys`, with a small first letter.
package enum EngineJSON {
    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }

        init?(intValue: Int) { nil }
    }

    /// Decodes a response. Throws `malformedResponse`, naming what was expected.
    static func decode<Value: Decodable>(
        _ type: Value.Type,
        from bytes: some Collection<UInt8>
    ) throws(EngineError) -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .custom { path in
            let key = path.last?.stringValue ?? ""
            // Small for `Id` and for `ID`.
            if key.allSatisfy(\.isUppercase) { return Key(stringValue: key.lowercased()) }
            return Key(stringValue: key.prefix(1).lowercased() + key.dropFirst())
        }
        do {
            return try decoder.decode(type, from: Data(bytes))
        } catch {
            throw EngineError(
                .malformedResponse,
                "the engine's response does not match the API (\(Self.reason(of: error)))",
                remedy: "check that a Docker Engine or Podman listens at the address"
            )
        }
    }

    /// Encodes with sorted keys, so that equal values produce equal bytes.
    package static func encode(_ value: some Encodable) throws(EngineError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .custom { path in
            let key = path.last?.stringValue ?? ""
            return Key(stringValue: key.prefix(1).uppercased() + key.dropFirst())
        }
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

/// The engine's response to the creation of an object.
struct CreatedObject: Decodable {
    var id: String
}
