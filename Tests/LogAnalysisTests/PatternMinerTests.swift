import Testing

@testable import LogAnalysis

@Suite struct PatternMinerTests {
    @Test(arguments: [
        ("took 12 ms for 3.5s", "took <n> ms for <dur>"), ("id 0123abcdef99 0xFF", "id <hex> <hex>"),
        ("f8643a9b-fc93-43ea-bf68-50072e825065 ok", "<uuid> ok"), ("from 127.0.0.1:5432", "from <ip>"),
        ("2026-11-24 07:02:41.584 UTC [7024] FATAL:  starting", "<time> [<n>] FATAL: starting"),
        ("24442:M 24 Nov 2026 06:05:03.741 * Ready", "<n>:M <time> * Ready"),
        ("I20261124 07:09:02.190121 10225 a.cpp:357] x", "<time> <n> a.cpp:<n>] x"),
        ("open \"a b\" and 'c', don't", "open <str> and <str>, don't"),
        ("GET /api/v1/firms/17 200", "GET /api/v1/firms/<n> <n>"),
        ("ann@example.com in", "<mail> in"), ("\u{1B}[31mred\u{1B}[0m  x", "red x"), ("worker-12 s3", "worker-<n> s3"),
        (#"{"time":"2026-11-24T07:10:19Z","level":"info","message":"GET / 200","b":1,"a":"x"}"#, "GET / <n> {a,b}"),
        (#"{"z":1,"a":2}"#, "{a,z}"), ("level=info msg=\"took 3 ms\" n=1", "took <n> ms {n}"),
    ])
    func lineHasAShape(line: String, expected: String) {
        var template = LineTemplate()
        var line = line
        let isLine = line.withUTF8 { template.read(UnsafeRawBufferPointer($0)) }
        #expect(isLine)
        #expect(String(decoding: template.bytes, as: UTF8.self) == expected)
    }

    @Test func linesOfOneShapeAreCounted() {
        var miner = PatternMiner()
        for number in 0..<5 {
            miner.add(service: "a", line: "took \(number) ms", level: .info, timeNs: Int64(10 - number))
        }
        miner.add(service: "b", line: "took 1 ms", level: nil, timeNs: 3)
        miner.add(service: "b", line: "  ", level: nil, timeNs: 3)
        let patterns = miner.patterns
        #expect(patterns.map(\.count) == [5, 1])
        #expect(patterns[0].template == "took <n> ms" && patterns[0].level == .info && patterns[0].service == "a")
        #expect(patterns[0].first == 6 && patterns[0].last == 10 && patterns[0].example == "took 0 ms")
        #expect(Set(patterns.map(\.shape)).count == 2)
    }

    @Test func wordsThatVaryAmongManyLinesAreFolded() {
        var miner = PatternMiner()
        let names = ["ann", "ben", "cas", "dan", "eva", "fay", "gus", "hal", "ida", "jon", "kim"]
        for name in names { miner.add(service: "a", line: "user \(name) has logged in", level: nil, timeNs: 0) }
        miner.add(service: "a", line: "user table was not found", level: nil, timeNs: 0)
        #expect(miner.patterns.map(\.template) == ["user <*> has logged in", "user table was not found"])
        #expect(miner.patterns[0].count == names.count)
        var narrow = miner.patterns[0]
        narrow.template = "user zoe has logged in"
        #expect(miner.patterns[0].covers(narrow) && !narrow.covers(miner.patterns[0]))
    }

    @Test func memoryIsBoundedAndNothingIsLost() {
        var miner = PatternMiner(limit: 100)
        var generator = SystemRandomNumberGenerator()
        func word() -> String {
            String((0..<6).map { _ in "abcdefghijklmnop".randomElement(using: &generator) ?? "a" })
        }
        for _ in 0..<5000 { miner.add(service: "a", line: "\(word()) \(word())", level: nil, timeNs: 0) }
        for _ in 0..<50 { miner.add(service: "a", line: "frequent", level: nil, timeNs: 0) }
        #expect(miner.patterns.count <= 101)
        #expect(miner.patterns.reduce(0) { $0 + $1.count } == 5050)
        #expect(miner.patterns.contains { $0.template == "frequent" && $0.count == 50 })
        #expect(miner.patterns.first?.template == PatternMiner.otherTemplate)
    }
}
