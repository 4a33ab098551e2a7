import Diagnostics
import FoundationEssentials
import OrderedCollections

/// Builds trees of nodes from libyaml's events: expands aliases, applies merge keys and reports duplicate keys.
///
/// An alias counts as all the nodes it expands to, so that a few lines cannot expand to billions of nodes.
package struct NodeComposer: ~Copyable {
    /// The largest number of nodes in one file, with aliases expanded.
    package static let nodeLimit = 100_000
    /// The largest nesting depth.
    package static let depthLimit = 100

    /// Thrown after the reason has been reported, if the rest of the file cannot be read.
    package struct Stop: Error {}

    /// A complete node and the height of its tree.
    package struct Composed {
        package var node: Node
        package var height: Int
    }

    private struct Anchor {
        /// nil while the node is still being read.
        var composed: Composed?
        var weight: Int
    }

    private var parser: YAMLParser
    private let file: String
    private let log: ProblemLog
    private var anchors: [String: Anchor] = [:]
    private var nodeCount = 0
    /// Whether there was a document, even an empty one.
    package private(set) var hasDocuments = false
    private let text: ArraySlice<UInt8>
    /// The last quoted scalar that spans several lines. A missing closing quote typically produces one.
    private var multilineQuote: YAMLEvent?

    package init(text: ArraySlice<UInt8>, file: String, log: ProblemLog) {
        parser = YAMLParser(text)
        self.text = text
        self.file = file
        self.log = log
    }

    /// Returns the trees of the documents in order, without empty ones.
    ///
    /// - Parameter isAlone: Whether a second document is an error.
    package mutating func compose(isAlone: Bool) throws(Stop) -> [Node] {
        var roots: [Node] = []
        while true {
            let event = try next()
            switch event.kind {
            case .streamEnd: return roots.filter { !$0.isNull }
            case .documentStart where isAlone && !roots.isEmpty:
                log.report(
                    "multiple-documents",
                    "the file contains more than one YAML document",
                    at: location(event.start),
                    hint: "move the second document to its own file"
                )
                throw Stop()
            case .documentStart:
                hasDocuments = true
                anchors = [:]
                roots.append(try node(next(), depth: 1).node)
            default: break
            }
        }
    }

    // MARK: Nodes

    private mutating func node(_ event: YAMLEvent, depth: Int) throws(Stop) -> Composed {
        try count(1, at: event)
        guard depth <= Self.depthLimit else { throw tooDeep(event) }
        if case .alias(let name) = event.kind { return try alias(name, event, depth: depth) }

        let weightBefore = nodeCount - 1
        if let anchor = event.anchor { anchors[anchor] = Anchor(composed: nil, weight: 0) }
        var composed = try content(event, depth: depth)
        apply(tag: event.tag, of: event, to: &composed.node)
        if let anchor = event.anchor {
            anchors[anchor] = Anchor(composed: composed, weight: nodeCount - weightBefore)
        }
        return composed
    }

    private mutating func content(_ event: YAMLEvent, depth: Int) throws(Stop) -> Composed {
        switch event.kind {
        case .sequenceStart: return try sequence(event, depth: depth)
        case .mappingStart: return try mapping(event, depth: depth)
        case .scalar(let text, let style):
            let scalar = Scalar(text: text, style: style == .plain ? .plain : .quoted, textOffset: nil)
            let place = span(of: event)
            var node = Node(value: .scalar(scalar), location: place.location, length: place.length)
            node.setTextOffset(event, style: style)
            // No argument, variable or path can contain one, and it would end there without a word.
            if text.utf8.contains(0) {
                log.report("nul-byte", "the value contains a NUL character", at: place)
                node = .broken(at: node)
            }
            return Composed(node: node, height: 1)
        default:
            // libyaml never emits another event where a node is required.
            log.report("yaml-syntax", "a value is missing here", at: location(event.start))
            throw Stop()
        }
    }

    private mutating func sequence(_ start: YAMLEvent, depth: Int) throws(Stop) -> Composed {
        var items: [Node] = []
        var height = 0
        while true {
            let event = try next()
            if case .sequenceEnd = event.kind { break }
            let item = try node(event, depth: depth + 1)
            items.append(item.node)
            height = max(height, item.height)
        }
        let node = Node(value: .sequence(items), location: location(start.start))
        return Composed(node: node, height: height + 1)
    }

    private mutating func mapping(_ start: YAMLEvent, depth: Int) throws(Stop) -> Composed {
        var builder = MappingBuilder(log: log)
        var height = 0
        while true {
            let event = try next()
            if case .mappingEnd = event.kind { break }
            let key = try node(event, depth: depth + 1)
            let value = try node(next(), depth: depth + 1)
            builder.add(key: key.node, value: value.node)
            height = max(height, key.height, value.height)
        }
        let node = Node(value: .mapping(builder.finish()), location: location(start.start))
        return Composed(node: node, height: height + 1)
    }

    private mutating func alias(_ name: String, _ event: YAMLEvent, depth: Int) throws(Stop) -> Composed {
        let place = span(of: event)
        guard let anchor = anchors[name] else {
            let message = "there is no anchor \(name.quoted) above this alias"
            log.report("unknown-anchor", message, at: place, hint: didYouMean(name, anchors.keys.sorted()))
            return Composed(node: .broken(at: .plain("", at: place)), height: 1)
        }
        guard var composed = anchor.composed else {
            log.report("recursive-alias", "the alias \(name.quoted) is inside its own anchor", at: place)
            throw Stop()
        }
        try count(anchor.weight, at: event)
        guard depth + composed.height - 1 <= Self.depthLimit else { throw tooDeep(event) }
        composed.node.location = place.location
        composed.node.length = place.length
        composed.node.clearTextOffset()
        return composed
    }

    // MARK: Tags

    private func apply(tag: String?, of event: YAMLEvent, to node: inout Node) {
        switch tag {
        case nil, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:int",
            "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool":
            break
        case "tag:yaml.org,2002:null":
            if node.scalar?.text.isEmpty == true { node = .null(at: node) }
        case "!reset": node.directive = .reset
        case "!override": node.directive = .override
        case "tag:yaml.org,2002:str":
            if case .scalar(var scalar) = node.value {
                scalar.style = .quoted
                node.value = .scalar(scalar)
            }
        case "tag:yaml.org,2002:binary":
            guard let scalar = node.scalar else { return }
            // Source: YAML 1.1, https://yaml.org/type/binary.html.
            guard let bytes = Data(base64Encoded: scalar.text.filter { !$0.isWhitespace }),
                let text = String(validating: bytes, as: UTF8.self)
            else {
                log.report("bad-binary", "the value of '!!binary' is not base64-encoded text", at: node)
                node = .broken(at: node)
                return
            }
            node = .text(text, at: node)
        case .some(let tag):
            let message = "the tag \(tag.quoted) has no meaning in a Compose file"
            let hint = didYouMean(tag, ["!reset", "!override"])
            log.report(.warning, "unknown-tag", message, at: location(event.start), hint: hint)
        }
    }

    // MARK: Limits and locations

    private mutating func count(_ nodes: Int, at event: YAMLEvent) throws(Stop) {
        nodeCount += nodes
        guard nodeCount > Self.nodeLimit else { return }
        let message = "the file has more than \(Self.nodeLimit) values once its aliases are expanded"
        log.report("too-many-nodes", message, at: span(of: event))
        throw Stop()
    }

    private func tooDeep(_ event: YAMLEvent) -> Stop {
        let message = "values are nested more than \(Self.depthLimit) levels deep"
        log.report("too-deep", message, at: span(of: event))
        return Stop()
    }

    private mutating func next() throws(Stop) -> YAMLEvent {
        do {
            let event = try parser.next()
            if event.isMultilineQuote { multilineQuote = event }
            return event
        } catch {
            let message = error.context.map { "\(error.problem) \($0)" } ?? error.problem
            var notes: [Diagnostic.Note] = []
            let guess = SyntaxHint(text: text)
            var place = error.mark
            if let context = error.context, let mark = error.contextMark, mark != error.mark {
                if guess.isMistake(at: mark, error) {
                    place = mark
                } else {
                    notes.append(Diagnostic.Note(context, at: location(mark)))
                }
            }
            var hint = guess.hint(for: error)
            if let quote = multilineQuote, quote.end.line == error.mark.line {
                let (start, end) = (location(quote.start), location(quote.end))
                notes.append(
                    Diagnostic.Note("the quote that opens here is closed at \(end.line):\(end.column - 1)", at: start)
                )
                hint = "close the quote of line \(start.line) where its text ends"
            }
            log.report(.error, "yaml-syntax", message, at: location(place), notes: notes, hint: hint)
            throw Stop()
        }
    }

    private func location(_ mark: YAMLEvent.Mark) -> SourceLocation {
        SourceLocation(file: file, line: mark.line + 1, column: mark.column + 1)
    }

    private func span(of event: YAMLEvent) -> Span {
        let isOneLine = event.start.line == event.end.line
        return Span(location(event.start), length: isOneLine ? max(1, event.end.column - event.start.column) : 1)
    }
}

extension Node {
    /// Records where the text begins, if it appears verbatim in the file.
    fileprivate mutating func setTextOffset(_ event: YAMLEvent, style: YAMLEvent.ScalarStyle) {
        guard case .scalar(var scalar) = value, event.start.line == event.end.line else { return }
        let quotes = style == .plain ? 0 : 2
        // An anchor or tag before the text is part of the event, so the two lengths differ.
        guard style != .block, scalar.text.unicodeScalars.count + quotes == length else { return }
        scalar.textOffset = quotes / 2
        value = .scalar(scalar)
    }

    fileprivate mutating func clearTextOffset() {
        guard case .scalar(var scalar) = value else { return }
        scalar.textOffset = nil
        value = .scalar(scalar)
    }
}
