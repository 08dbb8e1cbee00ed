/** The side of Exchange in a process of its own, so that the memory of the other side is known. */
import { fork } from 'node:child_process';
import type { Role } from './places';
import type { Side } from './soak';
import { World } from './world';

interface Question {
	number: number;
	what: 'start' | 'edit' | 'trouble' | 'calm' | 'truth' | 'counts';
	arguments: unknown[];
}

/** Starts it; the process ends with this one. */
export async function startSide(count: number, seed: number): Promise<Side & { close(): void }> {
	const child = fork(__filename, [], { execArgv: ['--import', 'tsx'] });
	const waiting = new Map<number, (answer: never) => void>();
	child.on('message', ({ number, answer }: { number: number; answer: never }) => {
		waiting.get(number)?.(answer);
		waiting.delete(number);
	});
	let last = 0;
	const ask = async <T>(what: Question['what'], ...parts: unknown[]): Promise<T> =>
		await new Promise<T>((resolve) => {
			const number = ++last;
			waiting.set(number, resolve);
			child.send({ number, what, arguments: parts } satisfies Question);
		});
	const { places, account } = await ask<Pick<Side, 'places' | 'account'>>('start', count, seed);
	return {
		places,
		account,
		edit: async () => await ask('edit'),
		trouble: async () => await ask('trouble'),
		calm: async () => await ask('calm'),
		truth: async (role) => await ask('truth', role),
		counts: async () => await ask('counts'),
		close: () => void child.kill(),
	};
}

function answer(): void {
	let world: World;
	const answers: Record<Question['what'], (...parts: never[]) => unknown> = {
		start: async (count: number, seed: number) => {
			world = await World.start(count, seed);
			const { places, account } = world;
			return { places, account };
		},
		edit: () => world.edit(),
		trouble: () => world.trouble(),
		calm: () => world.calm(),
		truth: (role: Role) => world.truth(role),
		counts: () => world.counts(),
	};
	process.on('message', ({ number, what, arguments: parts }: Question) => {
		void (async () => {
			process.send!({ number, answer: await answers[what](...(parts as never[])) });
		})();
	});
	process.on('disconnect', () => process.exit(0));
}

if (require.main === module) answer();
