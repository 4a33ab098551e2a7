import Crypto
import FoundationEssentials
import Foundations

/// The representation of an item in Temporal.
extension WorkflowItem {
    /// The memo field with the fingerprint. It is needed because lists of workflows do not include their input.
    private static let memoField = "cpadev-seed"

    /// A hash of type and input, 16 hex digits. Equivalent JSON has the same fingerprint.
    private var fingerprint: String {
        let meaning = JSONValue(parsing: input.utf8)?.json ?? input
        let hash = SHA256.hash(data: Data("\(type)\n\(meaning)".utf8))
        return hash.prefix(8).hexadecimal
    }

    /// The request to start it, without namespace and task queue.
    var startRequest: TemporalStartWorkflowExecutionRequest {
        var request = TemporalStartWorkflowExecutionRequest()
        request.workflowID = id
        request.workflowType.name = type
        request.input.payloads = [TemporalPayload(json: Data(input.utf8))]
        // Must be unique: the server treats a request with a known id as a retry and returns the old run, even if that
        // run was terminated.
        request.requestID = UUID().uuidString
        request.workflowIDReusePolicy = .allowDuplicate
        request.workflowIDConflictPolicy = .terminateExisting
        request.memo.fields[Self.memoField] = TemporalPayload(text: fingerprint)
        for (name, value) in attributes {
            request.searchAttributes.indexedFields[name] = TemporalPayload(text: value, type: "Keyword")
        }
        return request
    }

    /// Returns whether a running workflow was started for this item and still has its search attributes.
    func matches(_ execution: TemporalWorkflowExecutionInfo) -> Bool {
        execution.type.name == type && execution.memo.fields[Self.memoField]?.text == fingerprint
            && attributes.allSatisfy { execution.searchAttributes.indexedFields[$0.key]?.text == $0.value }
    }
}

extension TemporalPayload {
    /// Creates a payload from JSON as Temporal's SDKs do. Source: their default data converter, encoding `json/plain`.
    init(json: Data, type: String? = nil) {
        self.init()
        metadata["encoding"] = Data("json/plain".utf8)
        metadata["type"] = type.map { Data($0.utf8) }
        data = json
    }

    /// Creates a payload from a text.
    /// - Parameter type: the type of a search attribute.
    init(text: String, type: String? = nil) {
        self.init(json: Data(JSONValue.text(text).json.utf8), type: type)
    }

    /// The text; nil if the payload is not a JSON string.
    var text: String? { JSONValue(parsing: data)?.text }
}
