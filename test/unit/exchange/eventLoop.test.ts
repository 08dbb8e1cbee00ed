import { setImmediate as turn } from 'node:timers/promises';
import { EventLoopTurns } from '../../../exchange/eventLoop';

/** Works until its turn is over. */
function workOut(turns: EventLoopTurns): void {
	while (!turns.isOver);
}

describe('turns of the event loop', () => {
	it('are not over before work has begun, and begin anew after a pause', async () => {
		const turns = new EventLoopTurns();
		expect(turns.isOver).toBe(false);
		workOut(turns);
		await turn();
		await turn();
		expect(turns.isOver).toBe(false);
	});

	it('go to one after the other, in the order in which they asked', async () => {
		const turns = new EventLoopTurns();
		const order: string[] = [];
		let loopTurns = 0;
		const count = () => {
			loopTurns++;
			if (order.length < 3) setImmediate(count);
		};
		workOut(turns);
		setImmediate(count);
		const work = async (name: string) => {
			await turns.next();
			order.push(`${name}${loopTurns}`);
			workOut(turns);
		};
		await Promise.all([work('a'), work('b'), work('c')]);
		expect(order.map((entry) => entry[0])).toEqual(['a', 'b', 'c']);
		expect(new Set(order.map((entry) => entry.slice(1))).size).toBe(3);
	});

	it('go first to who needs no place, then to who took the first one, each time', async () => {
		const turns = new EventLoopTurns();
		const order: string[] = [];
		const [first, second] = [turns.takePlace(), turns.takePlace()];
		workOut(turns);
		const work = async (name: string, place?: number) => {
			for (let times = 2; times > 0; times--) {
				await turns.next(place);
				order.push(name);
				workOut(turns);
			}
		};
		await Promise.all([work('second', second), work('first', first), work('a'), work('b')]);
		expect(order).toEqual(['a', 'b', 'a', 'b', 'first', 'first', 'second', 'second']);
	});
});
