/** Numbers that look random and are the same for the same seed. */
export class Dice {
	private state: number;

	constructor(seed: number) {
		this.state = seed >>> 0;
	}

	/** From 0 up to, not including, 1 (mulberry32). */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let t = this.state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	}

	/** A whole number from `least` to `most`, both included. */
	between(least: number, most: number): number {
		return least + Math.floor(this.next() * (most - least + 1));
	}

	pick<T>(choices: readonly T[]): T {
		return choices[this.between(0, choices.length - 1)];
	}

	/** So many different ones of them. */
	some<T>(choices: readonly T[], count: number): T[] {
		const left = [...choices];
		const taken: T[] = [];
		while (taken.length < count && left.length > 0) {
			taken.push(...left.splice(this.between(0, left.length - 1), 1));
		}
		return taken;
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}
}
