import ComposeModel

extension GraphRenderer {
    /// The depth below which subtrees are drawn separately, which keeps the text readable and linear in size.
    static let maximumDepth = 24

    /// Returns the graph as trees, from the services that nothing depends on down to their dependencies.
    ///
    /// A service with several dependents is expanded once; elsewhere a `↑` points up to that place. A branch deeper
    /// than ``maximumDepth`` ends with a `↓` and continues as a separate tree further down.
    func tree() -> String {
        var drawing = TreeDrawing(usesASCII: usesASCII)
        // The tallest tree first; equal heights are in file order.
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

    /// Iterative, because a chain can be thousands of services long.
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
        /// The index of the edge to draw next.
        var next = 0
    }
}

/// The text so far and the services that have been drawn.
private struct TreeDrawing {
    var text = ""
    var isDrawn: [Int: Bool] = [:]
    /// The services still to draw at the left margin, used as a stack.
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
