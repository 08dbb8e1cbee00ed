import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Answer } from './contracts';

const WITHOUT_OPERATIONS =
	'<?xml version="1.0" encoding="utf-8"?><wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" targetNamespace="http://schemas.microsoft.com/exchange/services/2006/messages"/>';

/**
 * What a GET of the service answers: its description and schemas, as every Exchange gives them out.
 * @param schemas folder that has them; without one the description names no operations
 */
export async function servicePage(url: string, schemas: string | undefined): Promise<Answer> {
	const [, file] = /\/([a-z]+\.(?:wsdl|xsd))$/i.exec(url) ?? [];
	if (file === undefined) {
		return {
			status: 200,
			headers: { 'Content-Type': 'text/html; charset=utf-8' },
			body: '<HTML><HEAD><TITLE>ExchangeService Service</TITLE></HEAD><BODY>You have created a service.</BODY></HTML>',
		};
	}
	const body = schemas && (await content(path.join(schemas, file.toLowerCase())));
	if (body !== undefined && body !== '') return { status: 200, headers: {}, body };
	if (/wsdl$/i.test(file)) return { status: 200, headers: {}, body: WITHOUT_OPERATIONS };
	return { status: 404, headers: {}, body: '' };
}

async function content(file: string): Promise<string | undefined> {
	try {
		return await readFile(file, 'utf8');
	} catch {
		return undefined;
	}
}
