import ComposeLoader
import ComposeModel
import Diagnostics
import Foundation
import OrderedCollections
import Testing
@Test func tmpReal() throws {
    let list = try String(contentsOfFile: "/tmp/cg/list", encoding: .utf8).split(separator: "\n").map(String.init)
    for f in list {
        let options = ComposeLoader.Options(files: [f], workingDirectory: "/tmp/cg", environment: ["HOME": "/root"], profiles: ["*"])
        do { let l = try ComposeLoader(options: options).load(); print("REAL ok", f, l.warnings.filter { $0.code != "ignored-key" }.map { "\($0.location!) \($0.message)" }.prefix(3)) }
        catch { print("REAL BAD", f); for d in error.diagnostics where d.severity == .error { print("REAL    ", d.location.map(\.description) ?? "-", d.code.rawValue, d.message, d.hint ?? "") } }
    }
}
