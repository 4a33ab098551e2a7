import ComposeModel

extension GraphRenderer {
    /// Deeper levels are drawn further down, as a tree of their own: the text stays readable, and linear in size.
    static let maximumDepth = 24

    /// From the services that nothing needs down to what they need.
    ///
    /// A service that more than one needs is drawn out once; elsewhere a `↑` points up to that place. Where a branch
    /// is deeper than ``maximumDepth``, a `↓` says that it goes on further below.
    func tree() -> String {
        var drawing = TreeDrawing(usesASCII: usesASCII)
        // The tallest first, in file order among equals.
        let roots = graph.names.indices.filter { graph.neededBy[$0].isEmpty }
        for root in roots.sorted(by: { (graph.layerOf[$1], $0) < (graph.layerOf[$0], $1) }) {
            draw(root: root, into: &drawing)
        }
        return drawing.text
    }

    private func draw(root: Int, into drawing: inout TreeDrawing) {
        drawing.pendingRoots.append(root)
        while let next = drawing.pendingRoots.popLast() {
            guard !drawing.isDrawn[next, default: false] else { continue }
            drawing.isDrawn[next] = true
            drawing.text += graph.names[next] + "\n"
            drawSubtree(below: next, into: &drawing)
        }
    }

    /// Without recursion, because a chain may be thousands of services long.
    private func drawSubtree(below root: Int, into drawing: inout TreeDrawing) {
        var branches = [Branch(node: root, prefix: "")]
        var deferred: [Int] = []
        while let branch = branches.last {
            let edges = graph.edges[branch.node]
            guard branch.next < edges.count else {
                branches.removeLast()
                continue
            }
            branches[branches.count - 1].next += 1
            let edge = edges[branch.next]
            guard let target = graph.positions[edge.dependency.service] else { continue }
            let isLast = branch.next == edges.count - 1
            let isLeaf = graph.edges[target].isEmpty
            let isKnown = drawing.isDrawn[target, default: false]
            let isDeep = branches.count >= Self.maximumDepth
            let mark = isLeaf ? "" : isKnown ? drawing.above : isDeep ? drawing.below : ""
            drawing.text += branch.prefix + (isLast ? drawing.lastTee : drawing.tee)
            drawing.text += "\(edge.dependency.service)\(mark) (\(Self.label(of: edge)))\n"
            guard !isLeaf, !isKnown else { continue }
            if isDeep {
                deferred.append(target)
            } else {
                drawing.isDrawn[target] = true
                branches.append(Branch(node: target, prefix: branch.prefix + (isLast ? "    " : drawing.line)))
            }
        }
        drawing.pendingRoots += deferred.reversed()
    }

    /// A node whose edges are being drawn.
    private struct Branch {
        var node: Int
        var prefix: String
        /// The edge that comes next.
        var next = 0
    }
}

/// The text so far, and what has been drawn.
private struct TreeDrawing {
    var text = ""
    var isDrawn: [Int: Bool] = [:]
    /// Services to draw at the left margin; the last one comes first.
    var pendingRoots: [Int] = []
    let tee: String
    let lastTee: String
    let line: String
    let above: String
    let below: String

    init(usesASCII: Bool) {
        tee = usesASCII ? "|-- " : "├── "
        lastTee = usesASCII ? "`-- " : "└── "
        line = usesASCII ? "|   " : "│   "
        above = usesASCII ? " ^" : " ↑"
        below = usesASCII ? " v" : " ↓"
    }
}
