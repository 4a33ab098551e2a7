import Crypto
import FoundationEssentials

/// The firms' keys in KMS. Each has a fixed id and fixed material, which LocalStack takes from tags, so that what it
/// wrapped before it forgot everything can be unwrapped afterwards.
struct KeyManager: Sendable {
    private let client: AWSClient

    init(_ client: AWSClient) { self.client = client }

    /// Whether a firm's key can be used by its alias.
    func isUsable(_ firm: SeedPlan.Firm) async throws -> Bool {
        do {
            let answer = try await client.kms("DescribeKey", KeyRequest(KeyId: firm.keyAlias), as: KeyAnswer.self)
            return answer.KeyMetadata.KeyState == "Enabled" && answer.KeyMetadata.KeyId == Self.id(of: firm)
        } catch let failure as AWSFailure where failure.kind == "NotFoundException" {
            return false
        } catch let failure as AWSFailure { throw failure.asSeedingError }
    }

    /// Makes a firm's key and alias, or makes them usable again.
    func ensure(_ firm: SeedPlan.Firm) async throws {
        guard try await !isUsable(firm) else { return }
        let id = Self.id(of: firm)
        do {
            do {
                let answer = try await client.kms("DescribeKey", KeyRequest(KeyId: id), as: KeyAnswer.self)
                if answer.KeyMetadata.KeyState == "PendingDeletion" {
                    _ = try await client.kms("CancelKeyDeletion", KeyRequest(KeyId: id), as: Nothing.self)
                }
                _ = try? await client.kms("EnableKey", KeyRequest(KeyId: id), as: Nothing.self)
            } catch let failure as AWSFailure where failure.kind == "NotFoundException" {
                _ = try await client.kms("CreateKey", CreateRequest(firm), as: KeyAnswer.self)
            }
            // Whatever the alias pointed at.
            let alias = AliasRequest(AliasName: firm.keyAlias, TargetKeyId: id)
            do { _ = try await client.kms("CreateAlias", alias, as: Nothing.self) } catch let failure as AWSFailure
                where failure.kind == "AlreadyExistsException"
            {
                _ = try await client.kms("UpdateAlias", alias, as: Nothing.self)
            }
        } catch let failure as AWSFailure { throw failure.asSeedingError }
    }

    /// A data key as the firm's key wraps it: base64.
    func wrap(_ dataKey: [UInt8], _ firm: SeedPlan.Firm) async throws -> String {
        let request = EncryptRequest(
            KeyId: firm.keyAlias,
            Plaintext: Data(dataKey).base64EncodedString(),
            EncryptionContext: Envelope.context
        )
        do { return try await client.kms("Encrypt", request, as: EncryptAnswer.self).CiphertextBlob } catch let failure
            as AWSFailure
        { throw failure.asSeedingError }
    }

    /// A UUID out of the firm's name.
    static func id(of firm: SeedPlan.Firm) -> String {
        let hex = Array(SHA256.hash(data: Array("cpadev key \(firm.slug)".utf8)).hexadecimal)
        return String(hex[0..<8]) + "-" + String(hex[8..<12]) + "-4" + String(hex[13..<16]) + "-8"
            + String(hex[17..<20])
            + "-" + String(hex[20..<32])
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
    /// Answers that say nothing are empty, or an object.
    private struct Nothing: Decodable {}
}
