import Testing

@testable import ControlServer

@Suite(.timeLimit(.minutes(1))) struct OpenStreamsTests {
    @Test func theEndOfTheLastStreamIsWaitedFor() async {
        let streams = OpenStreams()
        await streams.waitForEnd(within: .seconds(3600))
        streams.begin()
        streams.begin()
        streams.end()
        // A subscriber that stopped reading delays the end only for as long as it may.
        await streams.waitForEnd(within: .zero)
        async let waiting: Void = streams.waitForEnd(within: .seconds(3600))
        streams.end()
        await waiting
    }
}
