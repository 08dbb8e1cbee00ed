/** Collects what was expected and what came out. */
export class Verdict {
	/** @type {Array<{ what: string, expected: string, got: string, isRight: boolean }>} */
	results = [];

	/** Compares by their JSON, so that lists and records will do. */
	compare(what, expected, got) {
		const [wanted, found] = [expected, got].map((value) => JSON.stringify(value));
		this.results.push({ what, expected: wanted, got: found, isRight: wanted === found });
	}

	get wrong() {
		return this.results.filter(({ isRight }) => !isRight);
	}

	get isRight() {
		return this.results.length > 0 && this.wrong.length === 0;
	}
}
