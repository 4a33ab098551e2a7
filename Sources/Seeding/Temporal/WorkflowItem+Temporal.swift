import Crypto
import FoundationEssentials

/// How an item looks in Temporal.
extension WorkflowItem {
    /// The field of the memo that tells what a workflow was started with; its input is not part of a list.
    private static let memoField = "cpadev-seed"

    /// What type and input come to: 16 hex digits. JSON that means the same has the same.
    private var fingerprint: String {
        let meaning = JSONValue(parsing: input.utf8)?.json ?? input
        let hash = SHA256.hash(data: Data("\(type)\n\(meaning)".utf8))
        return hash.prefix(8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// The request to start it, without namespace and task queue.
    var startRequest: TemporalStartWorkflowExecutionRequest {
        var request = TemporalStartWorkflowExecutionRequest()
        request.workflowID = id
        request.workflowType.name = type
        request.input.payloads = [TemporalPayload(json: Data(input.utf8))]
        // Never twice the same: the server takes a request with an id that it has seen for a repetition, and answers
        // with the old run, even when that one has been terminated.
        request.requestID = UUID().uuidString
        request.workflowIDReusePolicy = .allowDuplicate
        request.workflowIDConflictPolicy = .terminateExisting
        request.memo.fields[Self.memoField] = TemporalPayload(text: fingerprint)
        for (name, value) in attributes {
            request.searchAttributes.indexedFields[name] = TemporalPayload(text: value, type: "Keyword")
        }
        return request
    }

    /// Whether a running workflow was started for this item, and has its search attributes still.
    func matches(_ execution: TemporalWorkflowExecutionInfo) -> Bool {
        execution.type.name == type && execution.memo.fields[Self.memoField]?.text == fingerprint
            && attributes.allSatisfy { execution.searchAttributes.indexedFields[$0.key]?.text == $0.value }
    }
}

extension TemporalPayload {
    /// JSON as Temporal's SDKs write it. Source: their default data converter, encoding `json/plain`.
    init(json: Data, type: String? = nil) {
        self.init()
        metadata["encoding"] = Data("json/plain".utf8)
        metadata["type"] = type.map { Data($0.utf8) }
        data = json
    }

    /// A text; `type` is that of a search attribute.
    init(text: String, type: String? = nil) {
        self.init(json: Data(JSONValue.text(text).json.utf8), type: type)
    }

    /// The text; nil where the payload is something else.
    var text: String? { JSONValue(parsing: data)?.text }
}
