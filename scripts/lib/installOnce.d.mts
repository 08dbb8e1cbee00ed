export function installOnce(
	target: string,
	install: (folder: string) => Promise<void>,
	options?: { onWait?: (pid: number) => void },
): Promise<boolean>;
