import Foundation
import Foundations
import Glibc
import Testing

@Suite(.timeLimit(.minutes(1))) struct CompleteWriteTests {
    @Test func aReaderThatIsSlowGetsEverything() {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let (source, sink) = (ends[0], ends[1])
        // Far more than a pipe holds, which takes nothing at times.
        _ = fcntl(sink, F_SETFL, O_NONBLOCK)
        let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0) }
        Thread.detachNewThread {
            #expect(CompleteWrite.write(bytes, to: sink) == nil)
            close(sink)
        }
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 50_000)
        while case let count = read(source, &buffer, buffer.count), count > 0 { received += buffer[..<count] }
        close(source)
        #expect(received == bytes)
    }

    @Test func anErrorIsReturned() {
        #expect(CompleteWrite.write([1], to: -1) == EBADF)
        #expect(CompleteWrite.write([], to: -1) == nil)
    }
}
