const outer = AbortSignal.constructor as FunctionConstructor;
/** Jest gives tests a process of its own, which hears of no warning; classes of Node's know the other one. */
export const nodeProcess = outer('return process')() as NodeJS.Process;

/** Messages of the warnings that Node gives while `work` runs. */
export async function nodeWarnings(work: () => Promise<unknown>): Promise<string[]> {
	const messages: string[] = [];
	const take = ({ message }: Error) => void messages.push(message);
	nodeProcess.on('warning', take);
	try {
		await work();
		await new Promise((resolve) => setImmediate(resolve));
	} finally {
		nodeProcess.off('warning', take);
	}
	return messages;
}
