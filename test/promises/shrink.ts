import type { History } from './history';

/** A shorter history on a plainer server that still breaks a promise, found by leaving out. */
export async function shrink(
	history: History,
	breaks: (history: History) => Promise<boolean>,
): Promise<History> {
	let shortest = history;
	const without = async (less: Partial<History>) => {
		const candidate = { ...shortest, ...less };
		if (!(await breaks(candidate))) return false;
		shortest = candidate;
		return true;
	};
	await leaveOut(
		history.behaviours.split(',').filter((one) => one !== ''),
		async (some) => await without({ behaviours: some.join(',') }),
	);
	await leaveOut(history.steps, async (steps) => await without({ steps }));
	return shortest;
}

/** Leaves out halves, quarters … of a list as long as that breaks something. */
async function leaveOut<T>(
	list: readonly T[],
	breaks: (list: readonly T[]) => Promise<boolean>,
	tries = 40,
): Promise<readonly T[]> {
	let shortest = list;
	let size = list.length;
	for (let left = tries; left > 0 && size > 0; ) {
		let isShorter = false;
		for (let at = 0; at < shortest.length && left > 0; at += size, left--) {
			const fewer = shortest.filter((_, index) => index < at || index >= at + size);
			if (await breaks(fewer)) {
				shortest = fewer;
				isShorter = true;
				break;
			}
		}
		if (!isShorter) size = size === 1 ? 0 : Math.ceil(size / 2);
	}
	return shortest;
}
