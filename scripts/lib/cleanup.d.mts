export class Cleanup {
	readonly isRunning: boolean;
	add(step: () => unknown): void;
	run(): Promise<void>;
}
export function cleanUpOnSignals(cleanup: Cleanup, announce?: () => void): void;
