/**
 * Runs `task` for every input, at most `limit` of them at a time.
 * @returns the results in the order of the inputs
 * @throws the first error of a task; no further task is started after it
 */
export async function concurrently<Input, Result>(
	inputs: readonly Input[],
	limit: number,
	task: (input: Input) => Promise<Result>,
): Promise<Result[]> {
	const results = new Array<Result>(inputs.length);
	const waiting = inputs.entries();
	let failed = false;
	const worker = async (): Promise<void> => {
		for (const [index, input] of waiting) {
			if (failed) return;
			try {
				results[index] = await task(input);
			} finally {
				failed ||= !(index in results);
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(limit, inputs.length) }, worker));
	return results;
}
