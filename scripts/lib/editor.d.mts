import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export const chromiumPath: string;
export function openEditor(
	url: string,
	user: { email: string; password: string },
	options: BrowserContextOptions,
): Promise<{ browser: Browser; page: Page }>;
