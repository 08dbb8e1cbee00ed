/**
 * What has to be undone at the end, whether the end comes by itself, by a failure or by Ctrl-C.
 * Runs in the reverse order of what was done.
 */
export class Cleanup {
	#steps = [];
	#running;

	/** @param {() => unknown} step may be asynchronous; runs at most once */
	add(step) {
		this.#steps.push(step);
	}

	get isRunning() {
		return this.#running !== undefined;
	}

	/** Undoes everything; a step that fails does not keep the others from running. */
	run() {
		this.#running ??= this.#runAll();
		return this.#running;
	}

	async #runAll() {
		const failures = [];
		for (const step of this.#steps.reverse()) {
			try {
				await step();
			} catch (error) {
				failures.push(error);
			}
		}
		if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be undone');
	}
}

/**
 * Cleans up on Ctrl-C and its like, then ends with the exit code shells expect. A second Ctrl-C
 * ends at once.
 * @param {Cleanup} cleanup
 * @param {() => void} [announce] called once, before cleaning up
 */
export function cleanUpOnSignals(cleanup, announce) {
	const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
	let isEnding = false;
	for (const [signal, code] of Object.entries(codes)) {
		process.on(signal, async () => {
			if (isEnding) process.exit(code);
			isEnding = true;
			announce?.();
			await cleanup.run().catch((error) => console.error(error));
			process.exit(code);
		});
	}
}
