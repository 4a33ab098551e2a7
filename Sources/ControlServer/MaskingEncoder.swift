package import ControlAPI
package import FoundationEssentials
package import LogAnalysis

/// Masks secrets in the strings of all values that leave the supervisor as JSON.
///
/// Any string may come from a service, probe, hook or program, so none is exempt. Raw values of enumerations are words
/// of the protocol and keys are our own names, so neither is masked.
extension ControlCoding {
    /// Encodes a value as JSON with secrets masked; unmasked if `masker` is nil. Throws `EncodingError`.
    package static func encode(_ value: some Encodable, masker: SecretMasker?) throws -> Data {
        guard let masker else { return try encode(value) }
        var data = Data()
        try masker.pass(value) { data = try encode($0) }
        return data
    }
}

private struct MaskedValue<Value: Encodable>: Encodable {
    var value: Value
    var masker: SecretMasker

    func encode(to encoder: any Encoder) throws {
        try value.encode(to: MaskingEncoder(base: encoder, masker: masker))
    }
}

extension SecretMasker {
    /// Passes `encode` a masked replacement of the value.
    fileprivate func pass(_ value: some Encodable, to encode: (any Encodable) throws -> Void) throws {
        switch value {
        case let text as String: try encode(mask(text))
        // JSONEncoder recognizes dictionaries with string keys by their type and does not convert the keys.
        case let texts as [String: String]: try encode(texts.mapValues(mask))
        case is Date, is Data, is any RawRepresentable, is Bool, is any BinaryInteger, is any BinaryFloatingPoint:
            try encode(value)
        default: try encode(MaskedValue(value: value, masker: self))
        }
    }
}

private struct MaskingEncoder: Encoder {
    var base: any Encoder
    var masker: SecretMasker

    var codingPath: [any CodingKey] { base.codingPath }
    var userInfo: [CodingUserInfoKey: Any] { base.userInfo }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(MaskingKeyedContainer(base: base.container(keyedBy: type), masker: masker))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        MaskingUnkeyedContainer(base: base.unkeyedContainer(), masker: masker)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        MaskingSingleValueContainer(base: base.singleValueContainer(), masker: masker)
    }
}

private struct MaskingKeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    var base: KeyedEncodingContainer<Key>
    var masker: SecretMasker

    var codingPath: [any CodingKey] { base.codingPath }

    mutating func encodeNil(forKey key: Key) throws { try base.encodeNil(forKey: key) }

    // The types that messages mostly consist of, without a look at what the value is.
    mutating func encode(_ value: String, forKey key: Key) throws {
        try base.encode(masker.mask(value), forKey: key)
    }
    mutating func encode(_ value: Bool, forKey key: Key) throws { try base.encode(value, forKey: key) }
    mutating func encode(_ value: Double, forKey key: Key) throws { try base.encode(value, forKey: key) }
    mutating func encode(_ value: Int, forKey key: Key) throws { try base.encode(value, forKey: key) }
    mutating func encode(_ value: Int32, forKey key: Key) throws { try base.encode(value, forKey: key) }
    mutating func encode(_ value: Int64, forKey key: Key) throws { try base.encode(value, forKey: key) }
    mutating func encode(_ value: UInt16, forKey key: Key) throws { try base.encode(value, forKey: key) }
    mutating func encode(_ value: UInt64, forKey key: Key) throws { try base.encode(value, forKey: key) }

    mutating func encode(_ value: some Encodable, forKey key: Key) throws {
        try masker.pass(value) { try base.encode($0, forKey: key) }
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        let nested = base.nestedContainer(keyedBy: type, forKey: key)
        return KeyedEncodingContainer(MaskingKeyedContainer<Nested>(base: nested, masker: masker))
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        MaskingUnkeyedContainer(base: base.nestedUnkeyedContainer(forKey: key), masker: masker)
    }

    mutating func superEncoder() -> any Encoder { MaskingEncoder(base: base.superEncoder(), masker: masker) }

    mutating func superEncoder(forKey key: Key) -> any Encoder {
        MaskingEncoder(base: base.superEncoder(forKey: key), masker: masker)
    }
}

private struct MaskingUnkeyedContainer: UnkeyedEncodingContainer {
    var base: any UnkeyedEncodingContainer
    var masker: SecretMasker

    var codingPath: [any CodingKey] { base.codingPath }
    var count: Int { base.count }

    mutating func encodeNil() throws { try base.encodeNil() }

    mutating func encode(_ value: some Encodable) throws { try masker.pass(value) { try base.encode($0) } }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        KeyedEncodingContainer(MaskingKeyedContainer(base: base.nestedContainer(keyedBy: type), masker: masker))
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        MaskingUnkeyedContainer(base: base.nestedUnkeyedContainer(), masker: masker)
    }

    mutating func superEncoder() -> any Encoder { MaskingEncoder(base: base.superEncoder(), masker: masker) }
}

private struct MaskingSingleValueContainer: SingleValueEncodingContainer {
    var base: any SingleValueEncodingContainer
    var masker: SecretMasker

    var codingPath: [any CodingKey] { base.codingPath }

    mutating func encodeNil() throws { try base.encodeNil() }

    mutating func encode(_ value: some Encodable) throws { try masker.pass(value) { try base.encode($0) } }
}
