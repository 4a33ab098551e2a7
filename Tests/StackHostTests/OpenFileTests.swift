import Glibc
import Testing

@testable import StackHost

/// Whether a file is among those that a process has open.
@Suite struct OpenFileTests {
    private let lock = file(7)

    private static func file(_ inode: UInt64) -> stat {
        var status = stat()
        status.st_ino = ino_t(inode)
        return status
    }

    /// The answer for a process with these open files, each an inode number or an errno, which change with each look.
    private func answer(_ looks: [[Result<UInt64, Failure>]]) -> Bool? {
        var rest = looks[...]
        var current: [Result<UInt64, Failure>] = []
        return StackLocation.isOpen(lock) {
            guard let next = rest.popFirst() else { return nil }
            current = next
            return next.indices.map { "\($0)" }
        } look: { name, status in
            switch Int(name).map({ current[$0] }) {
            case .success(let inode):
                status = Self.file(inode)
                return 0
            case .failure(let failure): return failure.code
            case nil: return EBADF
            }
        }
    }

    private struct Failure: Error { var code: Int32 }

    private static func failing(_ code: Int32) -> Result<UInt64, Failure> { .failure(Failure(code: code)) }

    @Test func onlyACompleteListTellsThatAFileIsNotOpen() {
        #expect(answer([[.success(3), .success(7)]]) == true)
        #expect(answer([[.success(3), .success(4)]]) == false)
        #expect(answer([[]]) == nil)
        #expect(answer([]) == nil)
    }

    @Test(arguments: [EACCES, EPERM]) func aFileThatCannotBeLookedAtMayBeTheOne(code: Int32) {
        #expect(answer([[.success(3), Self.failing(code)]]) == nil)
        #expect(answer([[Self.failing(code), .success(7)]]) == true)
    }

    @Test func filesThatAreClosedMeanwhileAreLookedAtAgain() {
        let closing = [.success(3), Self.failing(ENOENT)]
        #expect(answer([closing, [.success(3)]]) == false)
        #expect(answer([closing, closing, [.success(7)]]) == true)
        #expect(answer([closing, closing, closing, [.success(3)]]) == nil)
    }
}
