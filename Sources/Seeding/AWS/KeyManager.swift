import Crypto
import FoundationEssentials
import Foundations

/// Manages the firms' keys in KMS. Each key has a fixed id and fixed key material, which LocalStack reads from tags, so
/// data keys can still be unwrapped after LocalStack has lost its state.
struct KeyManager: Sendable {
    private let client: AWSClient

    init(_ client: AWSClient) { self.client = client }

    /// Returns whether the alias of a firm leads to the firm's key and the key is enabled.
    func isUsable(_ firm: SeedPlan.Firm) async throws -> Bool {
        try await Self.mapped {
            let key = try await describe(firm.keyAlias)
            return key?.KeyState == "Enabled" && key?.KeyId == Self.id(of: firm)
        }
    }

    /// Creates a firm's key and alias, or makes them usable again. Costs one request if they already are.
    func ensure(_ firm: SeedPlan.Firm) async throws {
        guard try await !isUsable(firm) else { return }
        let id = Self.id(of: firm)
        try await Self.mapped {
            switch try await describe(id)?.KeyState {
            case "Enabled": break
            case nil: _ = try await client.kms("CreateKey", CreateRequest(firm), as: KeyAnswer.self)
            case "PendingDeletion":
                // A key is disabled after its deletion was canceled.
                _ = try await client.kms("CancelKeyDeletion", KeyRequest(KeyId: id), as: Ignored.self)
                fallthrough
            default: _ = try await client.kms("EnableKey", KeyRequest(KeyId: id), as: Ignored.self)
            }
            try await setAlias(of: firm.slug, to: id)
        }
    }

    /// Wraps a data key with the firm's key. Returns base64.
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

    /// Unwraps a data key. Returns nil if KMS cannot unwrap it.
    func unwrap(_ wrapped: String) async throws -> [UInt8]? {
        let request = DecryptRequest(CiphertextBlob: wrapped, EncryptionContext: Envelope.context)
        do {
            let answer = try await client.kms("Decrypt", request, as: DecryptAnswer.self)
            return Data(base64Encoded: answer.Plaintext).map { Array($0) }
        } catch is AWSFailure { return nil }
    }

    // MARK: Undoing

    /// The target of a firm's alias and the state of the firm's own key.
    struct State: Hashable, Sendable, Codable {
        /// The id of the key that the alias leads to; nil if there is no alias.
        var target: String?
        /// The `KeyState` as KMS reports it; nil if there is no key.
        var keyState: String?
    }

    func state(of slug: String) async throws -> State {
        try await Self.mapped {
            let target = try await describe(SeedPlan.keyAlias(of: slug))?.KeyId
            return State(target: target, keyState: try await describe(Self.id(of: slug))?.KeyState)
        }
    }

    /// Restores a state. A key that did not exist then is kept.
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

    /// Removes a firm's alias if it leads to the firm's own key. The key is kept so that data keys can still be
    /// unwrapped.
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

    /// Creates the alias, or redirects an existing one.
    private func setAlias(of slug: String, to id: String) async throws {
        let alias = AliasRequest(AliasName: SeedPlan.keyAlias(of: slug), TargetKeyId: id)
        do {
            _ = try await client.kms("CreateAlias", alias, as: Ignored.self)
        } catch let failure as AWSFailure where failure.kind == "AlreadyExistsException" {
            _ = try await client.kms("UpdateAlias", alias, as: Ignored.self)
        }
    }

    /// Returns the metadata of a key by its id or alias, or nil if there is none.
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

    /// Returns the key id of a firm: a UUID derived from the slug.
    static func id(of firm: SeedPlan.Firm) -> String { id(of: firm.slug) }

    static func id(of slug: String) -> String {
        let hex = Array(SHA256.hash(data: Array("cpadev key \(slug)".utf8)).hexadecimal)
        func digits(_ range: Range<Int>) -> String { String(hex[range]) }
        // Version 4 and variant bits, as in KMS' own ids. Source: RFC 9562, section 5.4.
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
    /// A response whose content is not used.
    private struct Ignored: Decodable {}
}
