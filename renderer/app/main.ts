import './tokens.css';
import './base.css';
import { mount } from 'svelte';
import { createLab } from '../lib/lab.ts';
import App from './App.svelte';

const target = document.getElementById('app');
if (target) mount(App, { target, props: { lab: createLab() } });
