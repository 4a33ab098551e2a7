import Foundations
import Testing

@Suite(.timeLimit(.minutes(1))) struct PromiseTests {
    @Test func firstValueWins() async {
        let promise = Promise<Int>()
        promise.fulfil(1)
        promise.fulfil(2)
        #expect(await promise.value() == 1)
    }

    @Test func waiterGetsTheValueThatComesLater() async {
        let promise = Promise<Int>()
        async let value = promise.value()
        await Task.yield()
        promise.fulfil(3)
        #expect(await value == 3)
    }
}
