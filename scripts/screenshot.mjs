/**
 * Takes the pictures in docs/images: the sync example in a real n8n's editor, after a run.
 * Needs Chromium: CHROMIUM, default /usr/bin/chromium.
 */

import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { Cleanup, cleanUpOnSignals } from './lib/cleanup.mjs';
import { addCredential, owner, startN8nWithPackage } from './lib/demoSetup.mjs';
import { readTemplate, withCredential } from './lib/demoWorkflows.mjs';
import { openEditor } from './lib/editor.mjs';
import { ensureDependencies, projectFolder } from './lib/ensureDependencies.mjs';
import { ensureN8n } from './lib/ensureN8n.mjs';
import { buildPackage } from './lib/packageInstall.mjs';
import { withProgress } from './lib/progress.mjs';
import { loadTypeScript } from './lib/typescript.mjs';

const SETTLING_MS = 2000;
/** The editor's tabs reach into the canvas. */
const TABS_HEIGHT = 20;

const cleanup = new Cleanup();
cleanUpOnSignals(cleanup);
try {
	await takePictures();
} finally {
	await cleanup.run();
}

async function takePictures() {
	await ensureDependencies();
	const installation = await ensureN8n();
	await withProgress('Building the package', buildPackage);
	const { startExchangeServer } = await loadTypeScript('test/exchangeServer/index.ts');
	const exchange = await startExchangeServer();
	cleanup.add(() => exchange.close());
	const { client, n8n } = await startN8nWithPackage({ installation, cleanup });
	const credential = await addCredential(client, exchange);
	const template = withCredential(await readTemplate('sync'), credential);
	const { id } = await client.createWorkflow(template);

	const { browser, page } = await openEditor(n8n.url, owner, {
		viewport: { width: 1720, height: 800 },
		deviceScaleFactor: 1,
		colorScheme: 'light',
	});
	cleanup.add(() => browser.close());
	await page.goto(`${n8n.url}/workflow/${id}`);
	const nodes = page.locator('[data-test-id="canvas-node"]');
	await nodes.first().waitFor();
	await nodes.filter({ hasText: 'Every 15 Minutes' }).hover();
	await page.locator('[data-test-id="execute-workflow-button-Every 15 Minutes"]').click();
	await nodes
		.filter({ hasText: 'Log of the Run' })
		.locator('[data-test-id="canvas-node-status-success"]')
		.waitFor();
	await page.locator('[data-test-id="zoom-to-fit"]').click();
	await page.locator('.el-notification__closeBtn').first().click();
	await page.mouse.move(0, 0);
	await page.waitForTimeout(SETTLING_MS);

	const images = path.join(projectFolder, 'docs', 'images');
	await mkdir(images, { recursive: true });
	const file = path.join(images, 'workflow.png');
	const { x, y, width, height } = await page
		.locator('[data-test-id="canvas-wrapper"]')
		.first()
		.boundingBox();
	const clip = { x, y: y + TABS_HEIGHT, width, height: height - TABS_HEIGHT };
	await page.screenshot({ path: file, clip });
	console.log(path.relative(projectFolder, file));
}
