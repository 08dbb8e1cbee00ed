/**
 * Maps with up to `limit` calls under way, and hands the results out in the order of the source.
 * Nothing is taken from the source before there is room for it, so memory stays bounded.
 * The first error ends it; what is under way then is left to end by itself.
 */
export async function* mapInOrder<Input, Output>(
	source: AsyncGenerator<Input, void>,
	limit: number,
	map: (input: Input) => Promise<Output>,
): AsyncGenerator<Output, void> {
	const underWay: Array<Promise<{ output: Output } | undefined>> = [];
	let isEnded = false;
	const take = async () => {
		const next = await source.next();
		if (next.done === true) {
			isEnded = true;
			return undefined;
		}
		return { output: await map(next.value) };
	};
	try {
		for (;;) {
			while (!isEnded && underWay.length < limit) {
				const taken = take();
				// Its error is met when its turn comes; until then it must not count as unhandled.
				taken.catch(() => undefined);
				underWay.push(taken);
			}
			const next = underWay.shift();
			if (next === undefined) return;
			const result = await next;
			if (result !== undefined) yield result.output;
		}
	} finally {
		// Not awaited: the source may be waiting for an answer that nobody wants any more.
		source.return().catch(() => undefined);
	}
}

/**
 * Maps all inputs with up to `limit` calls under way.
 * @returns the results in the order of the inputs
 * @throws the first error of `map`; nothing more is started after it
 */
export async function mapConcurrently<Input, Output>(
	inputs: readonly Input[],
	limit: number,
	map: (input: Input) => Promise<Output>,
): Promise<Output[]> {
	const outputs = new Array<Output>(inputs.length);
	const waiting = inputs.entries();
	let hasFailed = false;
	const worker = async (): Promise<void> => {
		for (const [index, input] of waiting) {
			if (hasFailed) return;
			try {
				outputs[index] = await map(input);
			} finally {
				hasFailed ||= !(index in outputs);
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(limit, inputs.length) }, worker));
	return outputs;
}
