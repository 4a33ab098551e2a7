import Crypto
import FoundationEssentials

/// The firms' keys in KMS. Each has a fixed id and fixed material, which LocalStack takes from tags, so that what it
/// wrapped before it forgot everything can be unwrapped afterwards.
struct KeyManager: Sendable {
    private let client: AWSClient

    init(_ client: AWSClient) { self.client = client }

    /// Whether a firm's key can be used by its alias.
    func isUsable(_ firm: SeedPlan.Firm) async throws -> Bool {
        try await Self.mapped {
            let key = try await describe(firm.keyAlias)
            return key?.KeyState == "Enabled" && key?.KeyId == Self.id(of: firm)
        }
    }

    /// Makes a firm's key and alias, or makes them usable again. Cheap where they are.
    func ensure(_ firm: SeedPlan.Firm) async throws {
        guard try await !isUsable(firm) else { return }
        let id = Self.id(of: firm)
        try await Self.mapped {
            switch try await describe(id)?.KeyState {
            case "Enabled": break
            case nil: _ = try await client.kms("CreateKey", CreateRequest(firm), as: KeyAnswer.self)
            case "PendingDeletion":
                // It is disabled after that.
                _ = try await client.kms("CancelKeyDeletion", KeyRequest(KeyId: id), as: Ignored.self)
                fallthrough
            default: _ = try await client.kms("EnableKey", KeyRequest(KeyId: id), as: Ignored.self)
            }
            try await setAlias(of: firm.slug, to: id)
        }
    }

    /// A data key as the firm's key wraps it: base64.
    func wrap(_ dataKey: [UInt8], _ firm: SeedPlan.Firm) async throws -> String {
        let request = EncryptRequest(
            KeyId: firm.keyAlias,
            Plaintext: Data(dataKey).base64EncodedString(),
            EncryptionContext: Envelope.context
        )
        return try await Self.mapped {
            try await client.kms("Encrypt", request, as: EncryptAnswer.self).CiphertextBlob
        }
    }

    /// The data key that a firm's key wrapped; nil where it cannot be unwrapped.
    func unwrap(_ wrapped: String) async throws -> [UInt8]? {
        let request = DecryptRequest(CiphertextBlob: wrapped, EncryptionContext: Envelope.context)
        do {
            let answer = try await client.kms("Decrypt", request, as: DecryptAnswer.self)
            return Data(base64Encoded: answer.Plaintext).map { Array($0) }
        } catch is AWSFailure { return nil }
    }

    // MARK: Undoing

    /// Where a firm's alias leads, and whether the firm's own key can be used.
    struct State: Hashable, Sendable, Codable {
        /// A key's id; nil where there is no such alias.
        var target: String?
        /// AWS' own word; nil where there is no key.
        var keyState: String?
    }

    func state(of slug: String) async throws -> State {
        try await Self.mapped {
            let target = try await describe(SeedPlan.keyAlias(of: slug))?.KeyId
            return State(target: target, keyState: try await describe(Self.id(of: slug))?.KeyState)
        }
    }

    /// Brings a state back. A key that there was not stays.
    func restore(_ state: State, of slug: String) async throws {
        let id = Self.id(of: slug)
        try await Self.mapped {
            if let target = state.target {
                if try await describe(target) != nil { try await setAlias(of: slug, to: target) }
            } else {
                try await deleteAlias(of: slug)
            }
            guard let now = try await describe(id)?.KeyState, now != state.keyState else { return }
            if now == "PendingDeletion" {
                _ = try await client.kms("CancelKeyDeletion", KeyRequest(KeyId: id), as: Ignored.self)
            }
            switch state.keyState {
            case "Enabled": _ = try await client.kms("EnableKey", KeyRequest(KeyId: id), as: Ignored.self)
            case "Disabled": _ = try await client.kms("DisableKey", KeyRequest(KeyId: id), as: Ignored.self)
            case "PendingDeletion":
                _ = try await client.kms("ScheduleKeyDeletion", KeyRequest(KeyId: id), as: Ignored.self)
            default: break
            }
        }
    }

    /// Removes a firm's alias, if it leads to the firm's own key. The key stays: whatever it wrapped can be opened.
    func removeAlias(of slug: String) async throws {
        guard try await state(of: slug).target == Self.id(of: slug) else { return }
        try await Self.mapped { try await deleteAlias(of: slug) }
    }

    private func deleteAlias(of slug: String) async throws {
        struct Request: Encodable { var AliasName: String }
        do {
            let request = Request(AliasName: SeedPlan.keyAlias(of: slug))
            _ = try await client.kms("DeleteAlias", request, as: Ignored.self)
        } catch let failure as AWSFailure where failure.kind == "NotFoundException" {}
    }

    /// Whatever the alias pointed at.
    private func setAlias(of slug: String, to id: String) async throws {
        let alias = AliasRequest(AliasName: SeedPlan.keyAlias(of: slug), TargetKeyId: id)
        do {
            _ = try await client.kms("CreateAlias", alias, as: Ignored.self)
        } catch let failure as AWSFailure where failure.kind == "AlreadyExistsException" {
            _ = try await client.kms("UpdateAlias", alias, as: Ignored.self)
        }
    }

    /// A key by its id or alias; nil where there is none.
    private func describe(_ key: String) async throws -> KeyAnswer.Metadata? {
        do {
            return try await client.kms("DescribeKey", KeyRequest(KeyId: key), as: KeyAnswer.self).KeyMetadata
        } catch let failure as AWSFailure where failure.kind == "NotFoundException" { return nil }
    }

    private static func mapped<Value>(_ work: () async throws -> Value) async throws -> Value {
        do { return try await work() } catch let failure as AWSFailure {
            throw failure.asSeedingError("a firm's key")
        }
    }

    /// A UUID out of the firm's name.
    static func id(of firm: SeedPlan.Firm) -> String { id(of: firm.slug) }

    static func id(of slug: String) -> String {
        let hex = Array(SHA256.hash(data: Array("cpadev key \(slug)".utf8)).hexadecimal)
        func digits(_ range: Range<Int>) -> String { String(hex[range]) }
        // The fourth version's marks, as KMS' own ids have them. Source: RFC 9562, section 5.4.
        return "\(digits(0..<8))-\(digits(8..<12))-4\(digits(13..<16))-8\(digits(17..<20))-\(digits(20..<32))"
    }

    // MARK: Messages. Source: AWS KMS API Reference.

    private struct KeyRequest: Encodable { var KeyId: String }
    private struct KeyAnswer: Decodable {
        struct Metadata: Decodable {
            var KeyId: String
            var KeyState: String
        }
        var KeyMetadata: Metadata
    }
    private struct AliasRequest: Encodable {
        var AliasName: String
        var TargetKeyId: String
    }
    private struct EncryptRequest: Encodable {
        var KeyId: String
        var Plaintext: String
        var EncryptionContext: [String: String]
    }
    private struct EncryptAnswer: Decodable { var CiphertextBlob: String }
    private struct DecryptRequest: Encodable {
        var CiphertextBlob: String
        var EncryptionContext: [String: String]
    }
    private struct DecryptAnswer: Decodable { var Plaintext: String }
    private struct CreateRequest: Encodable {
        struct Tag: Encodable {
            var TagKey: String
            var TagValue: String
        }
        var Description: String
        var Tags: [Tag]

        init(_ firm: SeedPlan.Firm) {
            let material = SHA256.hash(data: Array("cpadev key material \(firm.slug)".utf8))
            Description = "Documents of \(firm.name)"
            Tags = [
                Tag(TagKey: "_custom_id_", TagValue: KeyManager.id(of: firm)),
                Tag(TagKey: "_custom_key_material_", TagValue: Data(material).base64EncodedString()),
            ]
        }
    }
    /// An answer that says no more than that it was done.
    private struct Ignored: Decodable {}
}
